"""The learned part: its arithmetic against plain loops, and what it says of new texts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.knowledge import Knowledge
from rashomon.records import Report
from rashomon.roles.entities import ROLES
from rashomon.roles.features import plain
from rashomon.roles.linear import Linear, key_of
from rashomon.roles.model import RoleModel, Told, span_of
from rashomon.roles.network import FEATURES as LENGTH
from rashomon.roles.network import NUMBERS, Network
from rashomon.roles.trees import Trees

FEATURES = ["head=bomb", "is=weapons:explosives", "left1=a", "never seen"]


@given(st.lists(st.sampled_from(FEATURES), max_size=5), st.lists(st.floats(-3, 3), min_size=4))
def test_a_linear_model_adds_what_its_features_say(row: list[str], numbers: list[float]) -> None:
    known = sorted((key_of(f), w) for f, w in zip(FEATURES[:3], numbers, strict=False))
    keys = np.array([k for k, _ in known], dtype=np.uint32)
    weights = np.array([[w] for _, w in known])
    model = Linear(keys, weights, np.array([numbers[3]]))
    by_key = dict(known)
    logit = numbers[3] + sum(by_key.get(key_of(f), 0.0) for f in set(row))
    assert model.predict([row])[0, 0] == pytest.approx(1 / (1 + math.exp(-logit)))


def test_rows_that_are_weighed_have_length_one() -> None:
    keys = np.array(sorted(key_of(f) for f in FEATURES[:2]), dtype=np.uint32)
    model = Linear(keys, np.array([[1.0], [1.0]]), np.zeros(1), np.array([3.0, 4.0]))
    assert model.predict([FEATURES[:2]])[0, 0] == pytest.approx(1 / (1 + math.exp(-7 / 5)))


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=1, max_size=6))
def test_trees_go_down_as_they_are_drawn(rows: list[tuple[float, float]]) -> None:
    # x0 <= 1 ? (x1 <= 0 ? 0.5 : -0.5) : 2; and a tree that is a leaf
    trees = Trees(
        feature=np.array([[0, 1, -1, -1, -1], [-1, -1, -1, -1, -1]]),
        threshold=np.array([[1.0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0]]),
        left=np.array([[1, 2, 0, 0, 0], [0, 0, 0, 0, 0]]),
        right=np.array([[4, 3, 0, 0, 0], [0, 0, 0, 0, 0]]),
        value=np.array([[0, 0, 0.5, -0.5, 2.0], [0.25, 0, 0, 0, 0]]),
    )
    for (x0, x1), said in zip(rows, trees.predict(np.array(rows)), strict=True):
        logit = 0.25 + ((0.5 if x1 <= 0 else -0.5) if x0 <= 1 else 2.0)
        assert said == pytest.approx(1 / (1 + math.exp(-logit)))


@given(st.lists(st.sampled_from(FEATURES), max_size=5), st.floats(-3, 3), st.integers(0, 99))
def test_networks_have_one_hidden_layer_and_their_mean_counts(
    row: list[str], number: float, seed: int
) -> None:
    keys = np.array(sorted(key_of(f) for f in FEATURES[:3]), dtype=np.uint32)
    random = np.random.default_rng(seed)
    words, dense, bias, out, out_bias = (
        random.normal(size=shape) for shape in ((2, 3, 4), (2, 1, 4), (2, 4), (2, 4, 1), (2, 1))
    )
    model = Network(keys, words, dense, bias, out, out_bias, np.array([0.5]), np.array([2.0]))
    known = [n for n, key in enumerate(keys) if key in {key_of(f) for f in row}]
    expected = []
    for m in range(2):
        logit = out_bias[m, 0]
        for h in range(4):
            hidden = bias[m, h] + NUMBERS * (number - 0.5) / 2 * dense[m, 0, h]
            for n in known:
                hidden += LENGTH / math.sqrt(len(known)) * words[m, n, h]
            logit += max(hidden, 0) * out[m, h, 0]
        expected.append(1 / (1 + math.exp(-logit)))
    said = model.predict([row], np.array([[number]]))
    assert said[0, 0] == pytest.approx(sum(expected) / 2)
    kept = Network.of_arrays("n", model.arrays("n"))
    assert np.abs(kept.words - words).max() <= np.abs(words).max() / 127


@given(st.text(max_size=60))
def test_plain_words_are_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


# ---------------------------------------------------------------- the trained model, over new texts


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.fixture(scope="module")
def model(knowledge: Knowledge) -> RoleModel:
    found = knowledge.roles("en")
    assert found is not None
    return found


def told(text: str, model: RoleModel, knowledge: Knowledge) -> tuple[Told, ...]:
    document = annotate(Report.make(text, language="en"), "en", knowledge)
    found = model.read(document)
    for each in found:
        for fill in each.fills:
            start, end = span_of(document, fill.entity.variant)
            assert plain(text[start:end]) == fill.entity.words
    return found


def words(told: Told, role: str) -> set[str]:
    return {f.entity.words for f in told.of(role)}


def test_a_bombing_with_who_what_and_with_what(model: RoleModel, knowledge: Knowledge) -> None:
    text = (
        "Guerrillas of the National Liberation Army yesterday blew up the offices of a bank in "
        "northern Cali with dynamite. Police said that the explosion destroyed the bank and that "
        "a night watchman was wounded. Nobody has been arrested."
    )
    (bombing,) = [t for t in told(text, model, knowledge) if t.type == "bombing"]
    assert any("guerrillas" in w for w in words(bombing, "PerpInd"))
    assert any("liberation army" in w for w in words(bombing, "PerpOrg"))
    assert "dynamite" in words(bombing, "Weapon")
    assert any("bank" in w for w in words(bombing, "Target"))


def test_a_kidnapping_has_its_victim(model: RoleModel, knowledge: Knowledge) -> None:
    text = (
        "Unidentified armed men today kidnapped the mayor of Yarumal, Hernando Quiceno Zapata, at "
        "his home. The kidnappers forced him into a van, his wife Lucia said."
    )
    found = [t for t in told(text, model, knowledge) if t.type == "kidnapping"]
    assert found
    assert "hernando quiceno zapata" in words(found[0], "Victim")


def test_a_text_about_something_else_tells_of_nothing(
    model: RoleModel, knowledge: Knowledge
) -> None:
    text = (
        "The central bank left its interest rate unchanged on Thursday. The economy grew by two "
        "percent last year, the finance minister told the chamber of commerce."
    )
    assert told(text, model, knowledge) == ()


def test_a_language_without_a_model_has_none(knowledge: Knowledge) -> None:
    assert knowledge.roles("fr") is None


def test_every_role_has_a_threshold(model: RoleModel) -> None:
    assert len(model.thresholds.roles) == len(ROLES)
