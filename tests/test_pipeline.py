"""The flow: read, ingest, reconcile, show; what a stop, a fault or a new reader does to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from rashomon.annotate import annotate
from rashomon.assemble import assemble
from rashomon.codec import dumps
from rashomon.errors import KnowledgeError
from rashomon.ingest import Given
from rashomon.knowledge import Knowledge
from rashomon.pipeline import Outcome, ingest, list_incidents, read, show
from rashomon.records import Claim, Judgement, Quantity, Rejection, Report
from rashomon.resolve import resolve
from rashomon.settings import Settings
from rashomon.store import Casebook
from tests.reader import knowledge, report_of

EXAMPLES = Path(__file__).parent.parent / "examples"
EARLY = EXAMPLES / "chinagodrar-01-ministry-en.txt"
LATER = EXAMPLES / "chinagodrar-05-reuters-en.txt"
FRENCH = EXAMPLES / "chinagodrar-08-bilan-fr.txt"
NOW = "2020-02-01T12:00:00+00:00"


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "casebook.db", create=True, clock=lambda: NOW) as opened:
        yield opened


def take_in(
    casebook: Casebook, paths: Sequence[Path], by: Knowledge | None = None
) -> list[Outcome]:
    outcomes: list[Outcome | None] = []
    ingest(paths, casebook, by or knowledge(), Given(), outcomes.append)
    assert outcomes.pop() is None, "the end of reading is told"
    return [each for each in outcomes if each is not None]


def main_incident(casebook: Casebook) -> str:
    """The incident that the reports are about."""
    (found,) = (e.id for e in list_incidents(casebook).incidents if e.reports)
    return found


def claims_of(casebook: Casebook, field: str) -> list[Claim]:
    reports = [r.id for r in list_incidents(casebook).reports]
    return [c for r in casebook.readings(reports) for c in r.claims if c.field == field]


def other_reader(tmp_path: Path, without: Sequence[str] = ()) -> Knowledge:
    """A reader that knows other words: the same model, named in the settings, and a lexicon with
    some of its lists empty."""
    model = knowledge().lexicon("en").model
    other = Knowledge(Settings(cache=knowledge().settings.cache, models=(("en", model),)))
    lexicon = other.lexicon("en")
    empty = {name: type(terms)({}) for name, terms in lexicon.terms.items() if name in without}
    other._lexicons["en"] = replace(lexicon, terms={**lexicon.terms, **empty})
    assert other.reader != knowledge().reader
    return other


# ----------------------------------------------------------------------------------------- read


def test_read_is_its_three_steps() -> None:
    report = report_of("Nine soldiers were killed on Monday in Mopti, the army said.")
    document = resolve(annotate(report, "en", knowledge()), knowledge())
    assert read(report, knowledge()) == assemble(document, knowledge())


def test_a_report_without_a_language_is_read_as_english() -> None:
    told = report_of("Nine soldiers were killed on Monday.")
    assert read(replace(told, language=None), knowledge()).claims == read(told, knowledge()).claims


def test_a_reading_names_its_reader() -> None:
    assert read(report_of("Nine soldiers died."), knowledge()).reader == knowledge().reader


# --------------------------------------------------------------------------------------- ingest


def test_every_input_is_told_of_once_and_in_order(casebook: Casebook, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("  \n", encoding="utf-8")
    outcomes = take_in(casebook, [EARLY, empty, LATER])
    assert [type(each) for each in outcomes] == [Report, Rejection, Report]
    assert casebook.counts().rejections == 1
    assert casebook.counts().reports == 2


def test_what_is_known_is_not_read_again(casebook: Casebook) -> None:
    take_in(casebook, [EARLY])
    before = dumps(list_incidents(casebook))
    take_in(casebook, [EARLY, EARLY])
    assert dumps(list_incidents(casebook)) == before
    assert casebook.counts().reports == 1


def test_a_fault_of_the_reader_is_a_rejection_and_ends_nothing(
    casebook: Casebook, tmp_path: Path
) -> None:
    broken = other_reader(tmp_path)
    broken._lexicons["en"] = cast(Any, None)
    outcomes = take_in(casebook, [EARLY, FRENCH], broken)
    rejected = outcomes[0]
    assert isinstance(rejected, Rejection)
    assert rejected.reason == "reader"
    assert "AttributeError" in rejected.detail
    assert isinstance(outcomes[1], Report)
    assert casebook.counts().unread == 1
    take_in(casebook, [EARLY])
    assert casebook.counts().unread == 0


def told(path: Path, **said: str) -> Path:
    header = "".join(f"{key}: {value}\n" for key, value in said.items())
    path.write_text(
        f"url: https://a.org/x\nlanguage: en\n{header}---\n"
        "Nine soldiers were killed on Monday in Mopti.\n",
        encoding="utf-8",
    )
    return path


def days(casebook: Casebook) -> set[str | None]:
    return {e.date_start for e in list_incidents(casebook).incidents}


def test_what_was_not_known_of_a_report_is_taken_and_it_is_read_again(
    casebook: Casebook, tmp_path: Path
) -> None:
    take_in(casebook, [told(tmp_path / "a.txt")])
    assert days(casebook) == {None}
    for _ in range(2):
        take_in(casebook, [told(tmp_path / "b.txt", published="2020-01-10"), tmp_path / "a.txt"])
        assert days(casebook) == {"2020-01-06"}
        assert casebook.counts().reports == 1
    assert len(casebook.history(next(casebook.reports()).id)) == 2


def test_what_is_said_otherwise_of_a_report_is_taken_only_when_asked_for(
    casebook: Casebook, tmp_path: Path
) -> None:
    first, second = (tmp_path / f"{name}.txt" for name in "ab")
    told(first, published="2020-01-10", outlet="A daily")
    told(second, published="2020-01-17")
    take_in(casebook, [first])
    before = dumps(list_incidents(casebook))
    assert ingest([second], casebook, knowledge(), Given()) == 1
    assert dumps(list_incidents(casebook)) == before
    for _ in range(2):
        assert ingest([second], casebook, knowledge(), Given(), correct="me") == 0
        assert days(casebook) == {"2020-01-13"}
        (report,) = casebook.reports()
        assert (report.published, report.outlet) == ("2020-01-17", "A daily")
    assert len(casebook.history(report.id)) == 2
    told(first, published="2020-01-10")
    ingest([first], casebook, knowledge(), Given(), correct="me")
    assert days(casebook) == {"2020-01-06"}


def test_a_report_whose_language_was_wrong_is_not_guessed_at_any_longer(
    casebook: Casebook, tmp_path: Path
) -> None:
    path = told(tmp_path / "a.txt", published="2020-01-10")
    take_in(casebook, [path])
    assert casebook.counts().claims
    path.write_text(path.read_text().replace("language: en", "language: es"))
    ingest([path], casebook, knowledge(), Given(), correct="me")
    assert (casebook.counts().claims, casebook.counts().incidents) == (0, 0)
    path.write_text(path.read_text().replace("language: es", "language: en"))
    ingest([path], casebook, knowledge(), Given(), correct="me")
    assert casebook.counts().claims


def test_a_report_in_another_language_is_kept_and_its_figures_are_not_guessed(
    casebook: Casebook, tmp_path: Path
) -> None:
    spanish = tmp_path / "spanish.txt"
    spanish.write_text(
        "El lunes 6 de enero de 2020, 25 soldados murieron en Kemba, dijo el ministerio.",
        encoding="utf-8",
    )
    for _ in range(2):
        (report,) = take_in(casebook, [spanish])
        assert isinstance(report, Report)
        counts = casebook.counts()
        assert (counts.reports, counts.unread, counts.claims, counts.rejections) == (1, 1, 0, 0)
    (entry,) = list_incidents(casebook).reports
    assert entry.language == "es"
    assert not casebook.has_reading(entry.id)
    assert casebook.report(entry.id).text == spanish.read_text(encoding="utf-8")


def test_what_is_missing_for_every_report_ends_it_at_once(
    casebook: Casebook, tmp_path: Path
) -> None:
    settings = Settings(cache=tmp_path, models=(("en", "en_core_web_absent"),))
    with pytest.raises(KnowledgeError, match="en_core_web_absent"):
        take_in(casebook, [EARLY], Knowledge(settings))


def test_a_stop_loses_nothing_that_the_next_run_does_not_make_good(
    casebook: Casebook, tmp_path: Path
) -> None:
    def stop_at_the_second(outcome: Outcome | None) -> None:
        if isinstance(outcome, Report) and outcome.published == "2020-01-11":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([EARLY, LATER, FRENCH], casebook, knowledge(), Given(), stop_at_the_second)
    take_in(casebook, [EARLY, LATER, FRENCH])
    with Casebook.open(tmp_path / "other.db", create=True, clock=lambda: NOW) as other:
        take_in(other, [EARLY, LATER, FRENCH])
        assert dumps(list_incidents(casebook)) == dumps(list_incidents(other))


# ------------------------------------------------------------------------------------ reconcile


def test_reports_in_two_languages_meet(casebook: Casebook) -> None:
    take_in(casebook, [LATER, FRENCH])
    listed = list_incidents(casebook)
    (entry,) = (e for e in listed.incidents if e.reports)
    assert len(entry.reports) == 2
    assert {r.language for r in listed.reports} == {"en", "fr"}


def test_one_by_one_is_as_at_once(casebook: Casebook, tmp_path: Path) -> None:
    for path in (FRENCH, EARLY, LATER):
        take_in(casebook, [path])
    with Casebook.open(tmp_path / "other.db", create=True, clock=lambda: NOW) as other:
        take_in(other, [EARLY, LATER, FRENCH])
        here, there = (
            {(frozenset(e.reports), e.date_start, e.status) for e in list_incidents(c).incidents}
            for c in (casebook, other)
        )
    assert here == there


# ----------------------------------------------------------------------------------------- show


def test_as_of_a_day_is_what_had_been_published(casebook: Casebook) -> None:
    take_in(casebook, [EARLY, LATER])
    incident = main_incident(casebook)
    assert len(show(casebook, incident).reports) == 2
    early = show(casebook, incident, date(2020, 1, 10))
    assert [r.published for r in early.reports] == ["2020-01-09"]
    voices = {v.text for f in early.findings for p in f.positions for v in p.voices}
    assert not any("security sources" in voice for voice in voices)


# ----------------------------------------------------------------- judgements and other readers


def judge(casebook: Casebook, claim: Claim) -> Judgement:
    judgement = Judgement(
        id=f"j-{claim.field}",
        kind="accept",
        by="analyst",
        at=NOW,
        why="the communiqué itself says so",
        claims=(claim.id,),
        incident=main_incident(casebook),
    )
    assert casebook.add_judgement(judgement)
    return judgement


def is_ministry(claim: Claim) -> bool:
    value = claim.value
    return isinstance(value, Quantity) and value.low == 25 and "Ministry" in claim.voice.text


def test_a_judgement_outlives_another_reading(casebook: Casebook, tmp_path: Path) -> None:
    take_in(casebook, [EARLY])
    judged = next(c for c in claims_of(casebook, "deaths") if is_ministry(c))
    judgement = judge(casebook, judged)
    other = other_reader(tmp_path, without=["weapons", "tactics", "motives"])
    take_in(casebook, [EARLY], other)
    (reading,) = casebook.readings([r.id for r in list_incidents(casebook).reports])
    assert reading.reader == other.reader, "the newer reading is the one that counts"
    assert judged.id in {c.id for c in reading.claims}, "what is said alike keeps its id"
    assert casebook.judgements() == (judgement,)
    assert show(casebook, main_incident(casebook)).judgements == (judgement,)


def test_a_judgement_waits_where_its_claim_is_gone(casebook: Casebook, tmp_path: Path) -> None:
    take_in(casebook, [EARLY])
    (judged,) = (c for c in claims_of(casebook, "responsibility"))
    judgement = judge(casebook, judged)
    lists = [n for n in knowledge().lexicon("en").terms if n.startswith("responsibility")]
    take_in(casebook, [EARLY], other_reader(tmp_path, without=lists))
    assert not claims_of(casebook, "responsibility")
    assert casebook.judgements() == (judgement,), "nothing that a person decided is ever lost"
    assert show(casebook, main_incident(casebook)).judgements == (judgement,)


def test_an_incident_keeps_its_id_under_another_reader(casebook: Casebook, tmp_path: Path) -> None:
    take_in(casebook, [EARLY, LATER])
    before = main_incident(casebook)
    take_in(casebook, [EARLY, LATER], other_reader(tmp_path, without=["tactics"]))
    assert main_incident(casebook) == before
