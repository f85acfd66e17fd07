"""Place names scored against corpora written for this test, in both forms that corpora have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rashomon.errors import UsageError
from rashomon.evaluate.command import app
from rashomon.evaluate.geoparsing import Article, Found, GoldName, read_corpus, score
from rashomon.gazetteer import Gazetteer, open_builtin

TEXT = "Soldiers from Gao reached Niamey after the attack in Qorvenka."


def toponym(words: str, inside: str) -> str:
    start = TEXT.index(words)
    return f"<toponym><start>{start}</start><end>{start + len(words)}</end>{inside}</toponym>"


LGL = f"""<?xml version="1.0"?><articles><article docid="1"><url>http://example.org/1</url>
<text><![CDATA[{TEXT}]]></text><toponyms>
{toponym("Gao", '<gaztag geonameid="2457163"><lat>16.27</lat><lon>-0.04</lon></gaztag>')}
{toponym("Niamey", '<gaztag geonameid="2440485"><lat>13.51</lat><lon>2.11</lon></gaztag>')}
{toponym("Qorvenka", "<phrase>no place is given</phrase>")}
</toponyms></article></articles>"""
GEOWEBNEWS = f"""<?xml version="1.0"?><articles><article file="0"><text>{TEXT}</text>
{
    toponym(
        "Gao",
        "<geonamesID>2457163</geonamesID><latitude>16.27</latitude><longitude>-0.04</longitude>",
    )
}
{
    toponym(
        "Niamey",
        "<geonamesID>2440485</geonamesID><latitude>13.51</latitude><longitude>2.11</longitude>"
        "<nonLocational>Yes</nonLocational>",
    )
}
</article></articles>"""


@pytest.mark.parametrize(("xml", "placed"), [(LGL, 2), (GEOWEBNEWS, 1)], ids=["LGL", "GeoWebNews"])
def test_both_forms_are_read(tmp_path: Path, xml: str, placed: int) -> None:
    file = tmp_path / "corpus.xml"
    file.write_text(xml, encoding="utf-8")
    (article,) = read_corpus(file)
    assert article.text == TEXT
    assert TEXT[article.names[0].start : article.names[0].end] == "Gao"
    assert sum(name.is_placed for name in article.names) == placed
    assert article.names[0].geonameid == "2457163"


def test_the_command_scores_and_writes_predictions(tmp_path: Path) -> None:
    file, out = tmp_path / "lgl.xml", tmp_path / "out.json"
    file.write_text(LGL, encoding="utf-8")
    arguments = ["geoparsing", str(file), "--json", "--predictions", str(out)]
    printed = CliRunner().invoke(app, arguments, catch_exceptions=False)
    figures = json.loads(printed.stdout)
    assert (figures["names"], figures["accuracy_161km"], figures["ceiling"]) == (2, 1.0, 1.0)
    assert figures["finding_exact"]["recall"] == 1.0
    predictions = json.loads(out.read_text())
    assert {p["geonameid"] for p in predictions["0"]} == {2457163, 2440485, None}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_builtin()


def test_what_counts_as_right(gazetteer: Gazetteer) -> None:
    text = "Gao Gao Gao Gao Gao Zzyx"
    gold = [GoldName(at, at + 3, "7", 10.0, 20.0) for at in range(0, 20, 4)]
    gold.append(GoldName(20, 24, None, None, None))
    found = [
        Found(0, 3, 50.0, 50.0, 7),  # the same id
        Found(4, 7, 11.4, 20.0, 8),  # 156 km away
        Found(8, 11, 11.5, 20.0, 8),  # 167 km away
        Found(12, 15, None, None, None),  # unresolved
        Found(16, 18, 10.0, 20.0, 7),  # other ends
    ]
    figures = score([Article(text, None, tuple(gold))], [found], gazetteer)
    assert (figures["names"], figures["accuracy_161km"]) == (5, 0.4)
    assert figures["finding_exact"]["precision"] == 4 / 5
    assert figures["finding_overlap"]["recall"] == 5 / 6
    assert figures["median_km"] == pytest.approx(167, abs=1)


@pytest.mark.parametrize(
    ("content", "told"),
    [("<articles><article>", "no corpus"), ("<TimeML/>", "root is <TimeML>"), ("Gao", "no corpus")],
)
def test_what_is_no_corpus_is_refused(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "corpus.xml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        read_corpus(file)
