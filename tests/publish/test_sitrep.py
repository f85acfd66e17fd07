"""The sitrep: self-contained, every value leading to its words, report text never markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib import resources

import pytest

from rashomon.publish.sitrep import render
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    IncidentFile,
    IncidentList,
    IncidentRecord,
    Judgement,
)
from tests.factories import actor, make_reading, place, site, toll
from tests.publish.sample import alone, chinagodrar, entry, finding, first_claim, pick, sample

VOID = {"meta", "br", "col", "link", "img", "hr", "input", "rect", "circle", "path"}


class Page(HTMLParser):
    """A page's tags, ids, links and text; says when tags do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@cache
def html() -> str:
    made = sample()
    return render(
        made.incidents, made.files, made.readings, title="Two attacks", generated="2026-11-23"
    )


@cache
def page() -> Page:
    return Page(html())


def test_the_page_is_whole() -> None:
    assert page().open == []
    assert html().startswith("<!DOCTYPE html>")
    assert "Two attacks" in page().text
    assert "Page made 2026-11-23" in page().text


def test_it_asks_nothing_of_the_outside() -> None:
    assert not {"script", "link", "iframe", "img", "object", "form"} & set(page().tags)
    assert not [each for each in page().attributes if each[1] in ("src", "srcset", "onclick")]
    assert "default-src 'none'" in html()
    style = html()[html().index("<style>") : html().index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_every_inner_link_leads_somewhere_and_ids_are_unique() -> None:
    ids = Counter(page().ids)
    assert [each for each, n in ids.items() if n > 1] == []
    inner = [link[1:] for link in page().links if link.startswith("#")]
    assert len(inner) > 30
    assert set(inner) - set(ids) == set()


def test_every_claim_of_a_finding_is_quoted() -> None:
    told = {
        claim
        for file in sample().files
        for each in file.findings
        for position in each.positions
        for claim in position.claims
    }
    assert {f"q-{claim}" for claim in told} <= set(page().ids)


def test_quotes_mark_the_asserting_words() -> None:
    assert "<mark>At least 89 soldiers were killed</mark>" in html()
    assert '<span class="source">four security sources</span>' in html()
    assert "the same words in A broadcaster&#39;s website (Reuters), 11 Jan 2020" in html()


def test_accounts_stand_side_by_side() -> None:
    text = page().text
    start = html().index('<table class="matrix"')
    matrix = Page(html()[start : html().index("</table>", start) + len("</table>")])
    assert matrix.tags["tr"] == 6
    assert "Niger's government" in matrix.text
    assert "●25 → 89 admitted, 12 Jan" in matrix.text
    assert "✗denies: U.S. Africa Command: air strikes 10 Jan" in matrix.text
    assert "≠ contested" in matrix.text
    assert "Niger's government: 25 → 89 (9 Jan 2020 → 12 Jan 2020)" in text
    assert "copy of A national daily (Reuters), 11 Jan 2020: one voice with it" in text


def test_a_judgement_stands_beside_its_claim() -> None:
    file, readings = chinagodrar()
    decided = Judgement(
        "j-2", "reject", "A. Analyst", "2020-02-02", "a misprint", (first_claim(readings[0]),)
    )
    judged = replace(file, judgements=(decided,))
    page = Page(render(sample().incidents, [judged], sample().readings))
    quoted = page.text[page.text.index("In their words") :]
    assert "A radio station, 9 Jan 2020 rejected by A. Analyst: a misprint" in quoted


def test_states_are_said_in_words_and_not_by_colour_alone() -> None:
    for sign, word in (("≠", "contested"), ("→", "revised"), ("·", "single")):
        assert f'<span aria-hidden="true">{sign}</span> {word}' in html()
    assert "proposed" in page().text


def test_charts_and_maps_are_drawn_for_both_widths() -> None:
    assert html().count('class="chart wide"') == html().count('class="chart narrow"') == 3
    assert html().count('class="map wide"') == html().count('class="map narrow"') == 3


def test_what_cannot_be_placed_says_so() -> None:
    assert "1 cannot be placed" in page().text
    assert "about Dec 2019 · place not known" in page().text


def test_a_far_place_is_named_and_does_not_shrink_the_map() -> None:
    elsewhere = place("Trento", 46.07, 11.12, country="IT")
    reading = make_reading(
        "It was at Trento.", places=[elsewhere], claims=[site("at Trento", "Trento")]
    )
    file, readings = chinagodrar()
    given = finding("place", "contested", alone("media", "X", pick([reading], "place", "Trento")))
    wider = replace(file, findings=(*file.findings, given), reports=(*file.reports, entry(reading)))
    by_id = {each.report.id: each for each in (*readings, reading)}
    text = Page(render(sample().incidents, [wider], by_id)).text
    assert "Also given, too far away to be drawn here: Trento, Italy." in text
    assert "Trento: 46.07" not in text


def test_two_runs_are_the_same_to_the_byte() -> None:
    made = sample()
    again = render(
        made.incidents, made.files, made.readings, title="Two attacks", generated="2026-11-23"
    )
    assert again == html()
    plain = render(made.incidents, made.files, made.readings)
    assert "Page made" not in plain
    other = render(made.incidents, made.files[::-1], dict(reversed(made.readings.items())))
    assert other == plain


def test_the_digest_changes_with_what_the_page_is_made_from() -> None:
    made = sample()
    fewer = dict(list(made.readings.items())[1:])

    def state(page: str) -> str:
        found = re.search(r"State of the casebook (\w+)", page)
        assert found is not None
        return found.group(1)

    assert state(html()) != state(render(made.incidents, made.files, fewer))


def test_readings_that_are_not_at_hand_cost_the_quotes_alone() -> None:
    made = sample()
    bare = Page(render(made.incidents, made.files, {}))
    assert "89 soldiers killed" in bare.text
    assert bare.tags["blockquote"] == 0
    inner = {link[1:] for link in bare.links if link.startswith("#")}
    assert inner <= set(bare.ids)


def test_an_empty_casebook_is_a_page_too() -> None:
    empty = Page(render(IncidentList(LIST_SCHEMA, (), ()), [], {}))
    assert "what reports say of 0 incidents" in empty.text


EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_report_text_is_never_markup(address: str) -> None:
    reading = make_reading(
        f"{EVIL} Six died, {EVIL} said.",
        title=EVIL,
        outlet=EVIL,
        url=address,
        language='en" onload="x',
        actors=[actor(EVIL, "armed-group")],
        claims=[
            toll("deaths", f"{EVIL} Six died", 6, 9, text="Six", group=EVIL, side=EVIL,
                 voice=("official", EVIL), via=(EVIL,), cue="said"),
        ],
    )  # fmt: skip
    said = pick([reading], "deaths", "Six")
    file = IncidentFile(
        INCIDENT_SCHEMA,
        IncidentRecord("i-1", EVIL, None, None, None, None, None, None, ()),
        (finding("deaths", "single", alone("official", EVIL, said), group=EVIL, rule=EVIL),),
        (entry(reading),),
        (),
        (),
    )
    listed = replace(sample().incidents.incidents[0], id="i-1", title=EVIL)
    made = Page(
        render(IncidentList(LIST_SCHEMA, (listed,), (entry(reading),)), [file],
               {reading.report.id: reading}, title=EVIL)
    )  # fmt: skip
    assert not {"script", "img"} & set(made.tags)
    assert not [each for each in made.attributes if each[1].startswith("on")]
    assert address not in made.links
    assert '<script>alert("x")</script>' in made.text


def _palettes() -> list[dict[str, str]]:
    style = resources.files("rashomon.publish.sitrep") / "templates" / "style.css"
    blocks = re.findall(r":root \{(.*?)\}", style.read_text(encoding="utf-8"), re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks[:2]]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark"])
@pytest.mark.parametrize(
    "ink", ["ink", "soft", "faint", "link", "s0", "s1", "s2", "s3", "s5", "s4"]
)
def test_text_is_legible_on_every_ground(palette: dict[str, str], ink: str) -> None:
    """WCAG 2 AA: a contrast of at least 4.5 to 1."""
    for ground in ("paper", "card", "tint"):
        lighter, darker = sorted(
            (_luminance(palette[ink]), _luminance(palette[ground])), reverse=True
        )
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)
