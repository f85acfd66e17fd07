"""Knowledge: opened when asked for, the same wherever it travels, and data that is sound."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.document import normalise
from rashomon.errors import KnowledgeError, UsageError
from rashomon.knowledge import LANGUAGES, Knowledge, load_yaml
from rashomon.records import TOLL_FIELDS, ActorKind, VoiceKind
from rashomon.settings import Settings
from rashomon.terms import Terms, flatten
from tests.reader import knowledge, report_of

DATA = {language: load_yaml(f"lexicons/{language}.yaml") for language in LANGUAGES}
BY_CHARACTER_OF_A_LANGUAGE = {"numbers", "abbreviations", "lines"}
"""Parts of a lexicon whose keys are words or patterns of its language."""

each_language = pytest.mark.parametrize("language", LANGUAGES)


# ------------------------------------------------------------------------------------- opening


def test_a_key_that_stands_twice_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("a: [x]\nb: [y]\na: [z]\n")
    with pytest.raises(KnowledgeError, match=r"(?s)a stands twice.*line 3"):
        load_yaml("words.yaml", [tmp_path])


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    opened = Knowledge.open()
    opened.lexicon("fr")
    assert not opened._models
    assert set(opened._lexicons) == {"fr"}


def test_a_language_that_is_not_read_names_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"'xx'.*en, fr"):
        Knowledge.open().lexicon("xx")


def test_a_model_that_is_not_installed_says_how_to_install_it(tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path, models=(("en", "en_core_web_absent"),))
    with pytest.raises(KnowledgeError, match=r"en_core_web_absent is not installed.*pip install"):
        Knowledge(settings).model("en")


def test_a_missing_data_file_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"lexicons/xx\.yaml is missing"):
        load_yaml("lexicons/xx.yaml")


def test_a_broken_data_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [b", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"broken\.yaml is broken"):
        load_yaml(str(tmp_path / "broken.yaml"))


def test_no_and_on_are_words(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("[no, on, yes, off, true, 12]", encoding="utf-8")
    assert load_yaml(str(tmp_path / "words.yaml")) == ["no", "on", "yes", "off", True, 12]


def test_it_travels_as_its_settings() -> None:
    opened = Knowledge(knowledge().settings)
    sent = pickle.loads(pickle.dumps(opened))
    assert sent.settings == opened.settings
    assert sent.reader == opened.reader
    assert not sent._models, "models are loaded where it arrives"


def test_the_reader_is_named_by_all_it_knows(tmp_path: Path) -> None:
    here, there = Settings(cache=tmp_path), Settings(cache=tmp_path / "other")
    assert Knowledge(here).reader == Knowledge(there).reader, "where it caches is no knowledge"
    other = Settings(cache=tmp_path, models=(("en", "another_model"),))
    assert Knowledge(other).reader.knowledge != Knowledge(here).reader.knowledge
    assert Knowledge(here).reader.name == "rashomon"


# ---------------------------------------------------------------------------------- the lexicons


def shape(data: Any) -> Any:
    """The keys of nested mappings, without their words."""
    return {key: shape(value) for key, value in data.items()} if isinstance(data, dict) else None


def words_in(data: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """(dotted key, list) of every list in a mapping."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from words_in(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        yield path, data


def test_both_languages_have_the_same_lists() -> None:
    first, *others = (
        {k: shape(v) for k, v in DATA[language].items() if k not in BY_CHARACTER_OF_A_LANGUAGE}
        for language in LANGUAGES
    )
    for other in others:
        assert other == first


@each_language
def test_every_word_is_as_it_is_looked_for(language: str) -> None:
    """With a capital or a typographic apostrophe it would never be found."""
    wrong = []
    for path, words in words_in(DATA[language]):
        if path.startswith("numbers.vague"):
            continue  # bounds
        wrong += [f"{path}: {w!r}" for w in words if not isinstance(w, str)]
        texts = [w for w in words if isinstance(w, str)]
        wrong += [f"{path}: {w!r}" for w in texts if normalise(w).strip() != w]
    assert not wrong


@each_language
def test_the_codes_are_the_records_own(language: str) -> None:
    data = DATA[language]
    assert set(data["effects"]) <= TOLL_FIELDS
    assert set(data["voices"]) <= set(get_args(VoiceKind))
    assert set(data["organisation_kinds"]) <= set(get_args(ActorKind))


@each_language
def test_every_class_of_event_has_a_type(language: str) -> None:
    rules = load_yaml("taxonomies/types.yaml")["rules"]
    typed = {each for rule in rules for each in rule["class"]}
    with_words = {name for name, words in DATA[language]["events"].items() if any(words.values())}
    assert with_words <= typed


@each_language
def test_vague_numbers_have_bounds_in_order(language: str) -> None:
    for words, (low, high, approximate) in DATA[language]["numbers"]["vague"].items():
        assert low is not None, words
        assert high is None or low <= high, words
        assert isinstance(approximate, bool), words


# ----------------------------------------------------------------------------------------- terms


def found(terms: Terms, text: str, language: str = "en") -> dict[str, tuple[str, ...]]:
    """The terms found in a text, by their words."""
    document = annotate(report_of(text, language), language, knowledge())
    return {
        document.span(hit.first, hit.last).text: hit.codes for hit in terms.find(document).values()
    }


def test_a_word_is_found_by_its_lemma() -> None:
    terms = Terms.of({"deaths": ["kill"], "injuries": ["wound"]})
    assert found(terms, "Nine were killed and four wounded.") == {
        "killed": ("deaths",),
        "wounded": ("injuries",),
    }


def test_a_phrase_goes_before_its_words() -> None:
    terms = Terms.of({"attack": ["attack"], "suicide": ["suicide attack"]})
    assert found(terms, "Two suicide attacks and one attack.") == {
        "suicide attacks": ("suicide",),
        "attack": ("attack",),
    }


def test_a_phrase_may_be_hyphenated_and_plural() -> None:
    terms = Terms.of(["car bomb"], "explosives")
    assert set(found(terms, "A car-bomb and two car bombs.")) == {"car-bomb", "car bombs"}


def test_a_phrase_may_begin_with_any_form_of_its_verb() -> None:
    terms = Terms.of(["prendre d'assaut"], "attack")
    assert set(found(terms, "Ils ont pris d’assaut le camp.", "fr")) == {"pris d’assaut"}


def test_a_word_inside_a_word_is_none() -> None:
    assert not found(Terms.of(["war"], "x"), "A warning was given to the warden.")


def test_a_word_may_have_several_codes() -> None:
    terms = Terms.of({"children": ["girl"], "women": ["girl"]})
    assert found(terms, "A girl fled.") == {"girl": ("children", "women")}


def test_lists_of_classes_are_turned_inside_out() -> None:
    flat = flatten(
        "", {"events": {"ambush": {"verbs": ["ambush"], "nouns": ["trap"]}, "clash": {"verbs": []}}}
    )
    assert flat["events.verbs"].codes == {"ambush": ("ambush",)}
    assert flat["events.nouns"].codes == {"trap": ("ambush",)}


@given(st.text(max_size=80))
def test_normalising_moves_no_character(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert normalise(normalise(text)) == normalise(text)
