"""Names of private persons: withheld everywhere, the records still true."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rashomon import codec
from rashomon.publish.private import withhold
from rashomon.publish.sitrep import render
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    CheckResult,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    IncidentRecord,
    Judgement,
    Reading,
    Side,
    iterate_spans,
)
from tests.factories import actor, make_reading, toll, who
from tests.publish.sample import alone, entry, finding, pick, sample

TEXT = """Minister Oumar Sanda and Mrs Aïcha Béré, a trader, were there when
AICHA BERE's stall burned. Béré said that three men were killed. Sanda left. The trader stayed."""


def _reading(url: str = "https://example.org/aicha-bere-tells") -> Reading:
    return make_reading(
        TEXT,
        title="Béré tells of an attack",
        url=url,
        actors=[
            actor("Aïcha Béré", "private-person", "NE", "Béré", "The trader"),
            actor("Oumar Sanda", "public-person", "NE", "Sanda"),
            actor("a resident", "private-person"),
        ],
        titles={"main": "Attack seen by Aïcha Béré"},
        claims=[
            toll("deaths", "three men were killed", 3, 3, text="three", group="men",
                 voice=("witness", "Aïcha Béré", "Aïcha Béré"), cue="said", source="Béré"),
            who("victim", "Mrs Aïcha Béré, a trader", "Aïcha Béré"),
        ],
    )  # fmt: skip


def _file(reading: Reading) -> IncidentFile:
    said = pick([reading], "deaths", "three")
    return IncidentFile(
        INCIDENT_SCHEMA,
        IncidentRecord("i-1", "Attack on the stall of Aïcha Béré", None, None, None, None, None,
                       None, (Side(reading.actors[0].id, "Aïcha Béré", "victim"),)),
        (finding("deaths", "single", alone("witness", "Aïcha Béré, a trader", said)),),
        (entry(reading),),
        (CheckResult("alone", "warn", "only Béré says so", (said.claim.id,)),),
        (Judgement("j-1", "note", "Ann", "2020-01-11", "Béré was there", (said.claim.id,), "i-1",
                   {"text": "Béré"}),),
    )  # fmt: skip


def _list(reading: Reading) -> IncidentList:
    listed = IncidentEntry(
        "i-1", "Attack on the stall of Aïcha Béré", None, None, None, None, None, "single",
        (reading.report.id,), (),
    )  # fmt: skip
    return IncidentList(LIST_SCHEMA, (listed,), (entry(reading),))


def _everything(reading: Reading) -> str:
    incidents, files, readings = withhold(_list(reading), [_file(reading)], {"r": reading})
    told = [codec.dumps(each) for each in (incidents, *files, *readings.values())]
    return "\n".join(told)


def test_no_name_is_left_in_any_record() -> None:
    told = _everything(_reading()).casefold()
    for name in ("aïcha", "aicha", "béré", "bere"):
        assert name not in told
    assert "[name withheld]" in told


def test_a_public_person_keeps_the_name_and_words_that_name_nobody_stay() -> None:
    told = _everything(_reading())
    assert "Oumar Sanda" in told
    assert "Sanda left. The trader stayed." in told
    assert "a resident" in told
    assert "Mrs [name withheld], a trader" in told


def test_spans_are_still_the_text() -> None:
    _, _, readings = withhold(_list(_reading()), [], {"r": _reading()})
    covered = readings["r"]
    spans = list(iterate_spans((covered.actors, covered.claims)))
    assert len(spans) > 6
    assert {covered.report.text[s.start : s.end] == s.text for s in spans} == {True}
    assert covered.claims[0].spans.content.text == "three men were killed"
    assert covered.claims[0].spans.source is not None
    assert covered.claims[0].spans.source.text == "[name withheld]"
    assert covered.claims[0].id == _reading().claims[0].id


def test_an_address_that_spells_the_name_is_left_out_whole() -> None:
    _, _, readings = withhold(_list(_reading()), [], {"r": _reading()})
    assert readings["r"].report.url is None
    kept = _reading(url="https://example.org/42")
    _, _, readings = withhold(_list(kept), [], {"r": kept})
    assert readings["r"].report.url == "https://example.org/42"


def test_a_full_name_is_withheld_in_reports_that_name_no_such_actor() -> None:
    named = _reading()
    other = make_reading("Later Aïcha Béré moved away. Béré is also a river.", outlet="other")
    _, _, readings = withhold(_list(named), [], {"a": named, "b": other})
    text = readings["b"].report.text
    assert text == "Later [name withheld] moved away. Béré is also a river."


def test_without_private_persons_nothing_changes() -> None:
    made = sample()
    incidents, files, readings = withhold(made.incidents, made.files, made.readings)
    assert (incidents, files, readings) == (made.incidents, made.files, made.readings)


def test_the_page_leaves_them_out_unless_asked() -> None:
    reading = _reading()
    parts = _list(reading), [_file(reading)], {reading.report.id: reading}
    page = render(*parts)
    assert "Béré" not in page
    assert "Aïcha" not in page
    assert "[name withheld]" in page
    assert "Names of private persons are left out" in page
    assert "Béré" in render(*parts, include_private=True)


PIECES = st.lists(
    st.sampled_from(["Aïcha Béré", "Béré", "BÉRÉ", "Oumar Sanda", " said ", "é ", "3"])
)


@given(PIECES, st.integers(0, 200), st.integers(1, 50))
def test_any_span_survives(pieces: list[str], start: int, length: int) -> None:
    text = f"Aïcha Béré, Béré, The trader and Oumar Sanda, Sanda; {' '.join(pieces)} end."
    start = min(start, len(text) - 1)
    end = min(start + length, len(text))
    words = text[start:end]
    reading = make_reading(
        text,
        actors=[
            actor("Aïcha Béré", "private-person", "NE", "Béré", "The trader"),
            actor("Oumar Sanda", "public-person", "NE", "Sanda"),
        ],
        claims=[toll("deaths", words, 1, 1)],
    )
    _, _, readings = withhold(IncidentList(LIST_SCHEMA, (), ()), [], {"r": reading})
    covered = readings["r"].report.text
    assert "BÉRÉ" not in covered.upper()
    assert covered.count("Sanda") == text.count("Sanda")


def test_a_casebook_of_several_reports_keeps_its_shape() -> None:
    reading = _reading()
    incidents, files, readings = withhold(_list(reading), [_file(reading)], {"r": reading})
    assert replace(incidents, incidents=()).reports[0].id == reading.report.id
    assert files[0].judgements[0].by == "Ann"
    assert [c.id for c in readings["r"].claims] == [c.id for c in reading.claims]
