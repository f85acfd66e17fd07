"""Which articles are of one incident: the score, the baseline, and the command's shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.evaluate.clusters import (
    b_cubed,
    by_words,
    choose,
    measure,
    names_of,
    read_incidents,
)
from rashomon.evaluate.measure import Asked
from tests.factories import make_report

FIRE = (
    "Gunmen killed three villagers in Kemba, in Niger's Tillabéri region, on Monday, locals said. "
    "They arrived on motorcycles at dawn and burned the granary and two shops before they left for "
    "the hills, the mayor of the town said on the radio."
)
RAID = (
    "A bomb killed two soldiers near Gao in northern Mali on Friday, the army said. The car was "
    "the last of a convoy that was on its way back from a market, and a third soldier was wounded "
    "in the leg and flown to the hospital of the capital."
)


def _row(name: str, day: str, city: str, killed: int, injured: int, *docs: tuple[str, str]) -> str:
    gold = {"date": day, "city": city, "killed": killed, "injured": injured, "latlon": [0.0, 0.0]}
    articles = [
        {"id": f"{name}-{n}", "url": f"https://news.example/{name}/{n}", "dct": dct, "text": text}
        for n, (dct, text) in enumerate(docs)
    ]
    return json.dumps({"incident": name, "docs": articles, "gold": gold})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    again = FIRE.replace("They arrived", "The attackers arrived").replace("three", "3")
    rows = [
        _row("1", "March 2, 2020", "Kemba", 3, 0, ("2020-03-03", FIRE), ("2020-03-03", again)),
        _row("2", "June 5, 2020", "Gao", 2, 1, ("2020-06-06", RAID)),
    ]
    file = tmp_path / "incidents.jsonl"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_articles_are_put_together_and_scored(corpus: Path) -> None:
    score = measure(corpus, Asked())
    assert score.held["B-cubed F1"] == 1.0
    assert score.figures["b_cubed"]["every article alone"]["recall"] == pytest.approx(2 / 3)
    label = score.predictions
    assert label["1-0"] == label["1-1"] != label["2-0"]
    assert {name: set(label[name]) for name in ("1", "2")} == {
        "1": {"killed", "injured"},
        "2": {"killed", "injured"},
    }
    assert label["1"]["killed"] == 3
    assert len(read_incidents(corpus)) == 2
    assert measure(corpus, Asked(limit=1)).figures["incidents"] == 1


def test_a_file_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    file = tmp_path / "incidents.jsonl"
    file.write_text('{"incident": "1", "gold": {"killed": 1}}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        read_incidents(file)
    file.write_text('{"incident": "1", "docs": []}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="no incident with gold"):
        read_incidents(file)


labels = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"), min_size=1)


@given(labels, labels)
def test_b_cubed_is_the_mean_over_articles(found: dict[str, str], truth: dict[str, str]) -> None:
    def share(one: dict[str, str], other: dict[str, str]) -> float:
        total = 0.0
        for each in truth:
            mine = [x for x in truth if one.get(x, x) == one.get(each, each)]
            total += sum(other.get(x, x) == other.get(each, each) for x in mine) / len(mine)
        return total / len(truth)

    score = b_cubed(found, truth)
    assert score["precision"] == pytest.approx(share(found, truth))
    assert score["recall"] == pytest.approx(share(truth, found))
    assert b_cubed(truth, truth)["f1"] == pytest.approx(1.0)


def test_the_baseline_joins_words_of_ten_days() -> None:
    days = {"a": "2020-01-01", "b": "2020-01-09", "c": "2020-03-01", "d": "2020-01-05"}
    texts = {"a": FIRE, "b": FIRE + " More.", "c": FIRE, "d": RAID}
    reports = {name: make_report(text, published=days[name]) for name, text in texts.items()}
    label = by_words(reports)
    assert label["a"] == label["b"]
    assert len({label["a"], label["c"], label["d"]}) == 3


def test_the_figure_of_most_stories_is_chosen() -> None:
    def stories(*killed_and_injured: tuple[int, int]) -> list[dict[str, int]]:
        return [{"killed": killed, "injured": injured} for killed, injured in killed_and_injured]

    assert choose(stories((2, 0), (1, 0), (1, 0)), "killed") == 1
    assert choose(stories((2, 0), (1, 0)), "killed") == 2, "of equals the latest"
    assert choose(stories((0, 0), (3, 0)), "killed") == 3, "a report of nobody is asked last"
    assert choose(stories((0, 1), (0, 1), (1, 0)), "killed") == 0, "who tells of the hurt is asked"
    assert choose(stories((0, 0)), "injured") == 0


@pytest.mark.parametrize(
    ("city", "names"),
    [
        ("Gao", {"gao"}),
        ("Queens (Corona)", {"queens", "corona"}),
        ("Weld (county)", {"weld county"}),
    ],
)
def test_names_of_a_city(city: str, names: set[str]) -> None:
    assert names_of({"city": city}) == names


def test_no_article_appeared_after_an_archive_saved_it(tmp_path: Path) -> None:
    url = "https://web.archive.org/web/20200305120000/https://news.example/1"
    row = json.loads(_row("1", "March 2, 2020", "Kemba", 3, 0, ("2021-01-01", FIRE)))
    row["docs"][0]["url"] = url
    file = tmp_path / "incidents.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (article,) = read_incidents(file)[0].articles
    assert article.report.published == "2020-03-05"
