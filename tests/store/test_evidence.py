"""Reports, readings, rejections and the log: kept once, never changed, returned as they were."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from rashomon.codec import dumps
from rashomon.errors import CasebookError, InvariantError
from rashomon.records import Judgement, Reader, Reading, Rejection, Report
from rashomon.store import Activity, Casebook
from rashomon.store.tables import APPEND_ONLY
from rashomon.store.verify import verify
from tests.factories import READER, make_reading, make_report, toll
from tests.store.conftest import NOW
from tests.strategies import readings

SECOND = Reader("factory", "2", "none")


def deaths(number: int, reader: Reader = READER, **report: Any) -> Reading:
    text = f"On Friday {number} people died."
    return make_reading(
        text, claims=[toll("deaths", f"{number} people died", number, number)], reader=reader,
        **report,
    )  # fmt: skip


# ------------------------------------------------------------------------------------ round trip


@settings(max_examples=25, deadline=None)
@given(st.lists(readings(), max_size=4))
def test_readings_return_as_they_were(made: list[Reading]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Casebook.open(Path(folder) / "c.db", create=True) as casebook,
    ):
        current: dict[str, Reading] = {}
        first: dict[str, Reading] = {}
        for reading in made:
            report, reader = reading.report, reading.reader
            if first.setdefault(report.id, reading).report == report:
                casebook.add_reading(reading)
                if report.id not in current or current[report.id].reader != reader:
                    current[report.id] = reading
        kept = [current[report_id] for report_id in sorted(current)]
        assert list(casebook.readings()) == kept
        assert [dumps(each) for each in casebook.readings()] == [dumps(each) for each in kept]
        assert list(casebook.reports()) == [each.report for each in kept]


def test_a_report_returns_as_it_was(casebook: Casebook) -> None:
    report = make_report(
        "Kéndou 🚁\n\n« sept morts »", published="2020-01-10T06:30:00+01:00", url="https://a.org/x",
        agency="AFP", author="A", title="T", language="fr", medium="html",
    )  # fmt: skip
    casebook.add_report(report)
    assert casebook.report(report.id) == report
    assert casebook.has_report(report.id)
    assert not casebook.has_report("r-none")


# ------------------------------------------------------------------------------------ reports


def test_the_same_report_is_kept_once(casebook: Casebook) -> None:
    report = make_report("Seven died.")
    assert casebook.add_report(report) == "new"
    assert casebook.add_report(report) == "known"
    assert list(casebook.reports()) == [report]


def test_changed_text_at_a_known_url_is_a_version(casebook: Casebook) -> None:
    first, second, third = (
        make_report(f"{n} died.", url="https://a.org/story") for n in ("Seven", "Eight", "Nine")
    )
    assert casebook.add_report(first) == "new"
    assert casebook.add_report(make_report("Other.", url="https://a.org/other")) == "new"
    assert casebook.add_report(second) == "version"
    assert casebook.add_report(third) == "version"
    assert casebook.add_report(first) == "known"
    assert casebook.versions(second.id) == (first.id, second.id, third.id)
    assert casebook.report(first.id) == first


def test_a_report_without_url_is_its_only_version(casebook: Casebook) -> None:
    report = make_report("Seven died.")
    casebook.add_report(report)
    casebook.add_report(make_report("Eight died."))
    assert casebook.versions(report.id) == (report.id,)


def test_more_reports_than_a_page_come_all_in_order(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rashomon.store.session.PAGE", 3)
    made = [make_report(f"{n} died.") for n in range(10)]
    with casebook.batch(every=4):
        for report in made:
            casebook.add_report(report)
    ids = [report.id for report in casebook.reports()]
    assert ids == sorted(report.id for report in made)


def test_reports_may_be_read_and_written_at_once(casebook: Casebook) -> None:
    for n in range(3):
        casebook.add_report(make_report(f"{n} died."))
    for report in casebook.reports():
        casebook.add_reading(make_reading(report.text))
    assert casebook.counts().unread == 0


# ----------------------------------------------------------------------------------- readings


def test_a_reading_brings_its_report(casebook: Casebook) -> None:
    reading = deaths(7)
    assert casebook.add_reading(reading)
    assert casebook.add_report(reading.report) == "known"
    assert casebook.reading(reading.report.id) == reading


def test_a_new_report_comes_with_its_reading_or_not_at_all(casebook: Casebook) -> None:
    reading = make_reading("Seven soldiers were killed in Kemba.")
    assert casebook.add_new(reading)
    assert list(casebook.readings()) == [reading]
    assert not casebook.add_new(replace(reading, reader=replace(reading.reader, version="9")))
    assert list(casebook.readings()) == [reading]
    assert casebook.unreconciled() == tuple(each.id for each in reading.incidents)


def test_the_same_reading_changes_nothing(casebook: Casebook) -> None:
    reading = deaths(7)
    assert casebook.add_reading(reading)
    assert not casebook.add_reading(reading)
    assert casebook.history(reading.report.id) == (reading,)


def test_a_newer_reading_supersedes_and_deletes_nothing(casebook: Casebook) -> None:
    first, second = deaths(7), deaths(7, reader=SECOND)
    report = first.report.id
    assert casebook.needs_reading(report, READER)
    casebook.add_reading(first)
    assert not casebook.needs_reading(report, READER)
    assert casebook.needs_reading(report, SECOND)
    assert casebook.add_reading(second)
    assert casebook.reading(report) == second
    assert casebook.history(report) == (first, second)
    assert list(casebook.readings([report, "r-none"])) == [second]


def test_an_older_reader_s_reading_can_become_current_again(casebook: Casebook) -> None:
    first, second = deaths(7), deaths(7, reader=SECOND)
    casebook.add_reading(first)
    casebook.add_reading(second)
    assert casebook.needs_reading(first.report.id, READER)
    assert casebook.add_reading(first)
    assert casebook.reading(first.report.id) == first
    assert len(casebook.history(first.report.id)) == 2


def test_a_reading_against_another_date_is_refused(casebook: Casebook) -> None:
    casebook.add_report(make_report("On Friday 7 people died.", published="2020-01-10"))
    with pytest.raises(InvariantError, match="other metadata"):
        casebook.add_reading(deaths(7, published="2020-01-17"))
    assert casebook.counts().unread == 1


def test_a_corrected_report_is_to_be_read_again(casebook: Casebook) -> None:
    first = deaths(7, published="2020-01-10", outlet="A daily", url="https://a.org/x")
    casebook.add_reading(first)
    assert not casebook.needs_reading(first.report.id, READER)
    assert not casebook.correct_report(first.report, "me")
    later = replace(first.report, published="2020-01-17", outlet="A weekly")
    assert casebook.correct_report(later, "me")
    assert casebook.report(first.report.id) == later
    assert casebook.needs_reading(first.report.id, READER)
    again = replace(first, report=later)
    assert casebook.add_reading(again)
    assert not casebook.add_reading(again)
    assert not casebook.needs_reading(first.report.id, READER)
    assert casebook.reading(first.report.id) == again
    assert len(casebook.history(first.report.id)) == 2
    assert list(verify(casebook)) == []
    assert casebook.correct_report(first.report, "me")
    assert casebook.needs_reading(first.report.id, READER)
    with pytest.raises(CasebookError, match="no report"):
        casebook.correct_report(make_report("Nine died."), "me")


def test_ids_of_another_report_are_refused_and_change_nothing(casebook: Casebook) -> None:
    first, second = deaths(7), deaths(8)
    casebook.add_reading(first)
    stolen = Reading(
        second.schema, second.reader, second.report, (), (), first.incidents, ()
    )  # fmt: skip
    with pytest.raises(CasebookError, match="must make ids unique"):
        casebook.add_reading(stolen)
    assert list(casebook.reports()) == [first.report]
    assert casebook.add_reading(second)


def test_what_is_not_there_is_named(casebook: Casebook) -> None:
    with pytest.raises(CasebookError, match="there is no report r-none"):
        casebook.report("r-none")
    report = make_report("Seven died.")
    casebook.add_report(report)
    with pytest.raises(CasebookError, match=f"report {report.id} has not been read"):
        casebook.reading(report.id)


# ------------------------------------------------------------------------ rejections, activity


def test_rejections_are_kept_once_in_their_order(casebook: Casebook) -> None:
    first = Rejection("b.txt", None, "empty", "nothing in it", "2020-01-01T00:00:00+00:00")
    second = Rejection("a.txt", "line 3", "bad-date", "no such day")
    assert casebook.add_rejection(first)
    assert casebook.add_rejection(second)
    assert not casebook.add_rejection(Rejection("b.txt", None, "empty", "nothing in it", "later"))
    assert list(casebook.rejections()) == [
        first,
        Rejection("a.txt", "line 3", "bad-date", "no such day", NOW),
    ]


def test_the_log_keeps_who_did_what(casebook: Casebook) -> None:
    casebook.log("ingest", "3 reports", "ana")
    casebook.log("export", "acled", "ben")
    assert list(casebook.logged()) == [
        Activity(NOW, "ana", "ingest", "3 reports"),
        Activity(NOW, "ben", "export", "acled"),
    ]


@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_given_is_never_changed(casebook: Casebook, table: str, deed: str) -> None:
    columns = {
        "reports": "text", "corrections": "after", "readings": "body", "judgements": "why",
        "judgement_claims": "claim",
        "withdrawals": "why", "reviews": "status", "rejections": "detail", "activity": "detail",
    }  # fmt: skip
    fill(casebook)
    column = columns[table]
    with casebook._engine.connect() as connection:  # past the casebook, as another program would
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
        with pytest.raises(Exception, match=f"{table} are kept"):
            connection.execute(text(deed.format(table, column, column)))


def fill(casebook: Casebook) -> None:
    reading = deaths(7)
    casebook.add_reading(reading)
    casebook.add_rejection(Rejection("a", None, "empty", "b"))
    casebook.add_judgement(Judgement("j", "note", "me", NOW, "why", (reading.claims[0].id,)))
    casebook.withdraw_judgement("j", "me", NOW, "why")
    casebook.correct_report(replace(reading.report, outlet="Another"), "me")
    casebook.regroup([frozenset({reading.incidents[0].id})])
    (incident,) = casebook.incidents()
    casebook.save_queued([(incident, (), "s")])
    casebook.review(incident, "me", status="done", assignee=None)


def test_report_text_is_readable_in_the_table(casebook: Casebook) -> None:
    report: Report = make_report("Sept morts à Kéndou.")
    casebook.add_report(report)
    with casebook._engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM reports")).scalar() == report.text
