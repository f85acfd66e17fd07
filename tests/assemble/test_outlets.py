"""The kind with which an outlet speaks that is itself a body (reading rule 2)."""

from __future__ import annotations

import pytest

from rashomon.assemble.outlets import narrator
from rashomon.records import Report
from tests.reader import knowledge


@pytest.mark.parametrize(
    ("outlet", "language", "kind"),
    [
        ("A medical NGO", "en", "ngo"),
        ("Une ONG médicale", "fr", "ngo"),
        ("A UN agency", "en", "un"),
        ("The Ministry of Defence", "en", "official"),
        ("Nigerian Army", "en", "official"),
        ("Le ministère des Affaires étrangères", "fr", "official"),
        ("A rebel group", "en", "belligerent"),
        ("Un mouvement rebelle", "fr", "belligerent"),
        ("An NGO based in Iraq", "en", "ngo"),
        ("A navy", "en", "official"),
        ("A news agency", "en", "narrator"),
        ("Army Times", "en", "narrator"),
        ("A newspaper of the army", "en", "narrator"),
        ("A human rights magazine", "en", "narrator"),
        ("Un quotidien français", "fr", "narrator"),
        ("The Guardian", "en", "narrator"),
    ],
)
def test_an_outlet_speaks_with_the_kind_of_what_it_is(
    outlet: str, language: str, kind: str
) -> None:
    report = Report.make("It rained.", language=language, outlet=outlet)
    assert narrator(report, knowledge().lexicon(language)).kind == kind
