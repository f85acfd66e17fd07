"""One actor, one voice, one people over many reports and two languages."""

from __future__ import annotations

import pytest

from rashomon.known_actors import STATE_PREFIX, known_actors
from rashomon.reconcile.people import class_of_words, people_of
from rashomon.reconcile.speaking import person_in
from rashomon.reconcile.unify import side_actor, unify_actor, unify_voice
from rashomon.records import Actor, ActorKind, Quantity, Voice, VoiceKind
from tests.factories import make_report

KINDS = {
    "state",
    "state-forces",
    "armed-group",
    "militia",
    "organisation",
    "media",
    "public-person",
}


def an_actor(name: str, kind: ActorKind, country: str | None = None) -> Actor:
    return Actor("a-1", name, kind, country, ())


def test_the_list_of_known_actors_is_sound() -> None:
    actors = known_actors().actors
    assert len(actors) >= 200
    assert {each.kind for each in actors} <= KINDS
    for each in actors:
        assert each.sources, each.name
        assert known_actors().find(each.name) == each
        side = known_actors().side_of(each)
        assert side.startswith(STATE_PREFIX) or known_actors().find(side) is not None
        if each.country is not None:
            assert len(each.country) == 2
            assert each.country.isupper()


def test_no_alias_stands_for_two_actors() -> None:
    for each in known_actors().actors:
        for alias in each.aliases:
            assert known_actors().find(alias) == each, alias


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ISGS", "Islamic State in the Greater Sahara"),
        ("État islamique dans le Grand Sahara", "Islamic State in the Greater Sahara"),
        ("fighters of the Islamic State group", "Islamic State"),
        ("Al Shabaab militants", "Al-Shabaab"),
        ("members of the FARC", "Revolutionary Armed Forces of Colombia"),
        ("le JNIM", "Jama'at Nusrat al-Islam wal-Muslimin"),
    ],
)
def test_known_actors_are_found_in_descriptions(words: str, name: str) -> None:
    found = known_actors().find_in(words)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "words", ["ei", "is", "a site on the hill", "an amnesty for rebels", "hts"]
)
def test_common_words_are_no_actors(words: str) -> None:
    assert known_actors().find_in(words) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Nigerien army", "state-forces", "NE"), ("ministère de la Défense", "state", "NE")),
        (("AFRICOM", "state-forces", None), ("the Pentagon", "state-forces", "US")),
        (("Islamic State group", "armed-group", None), ("Etat islamique", "armed-group", None)),
        (("Kemba Front", "armed-group", "TD"), ("the Kemba front rebels", "armed-group", "TD")),
    ],
)
def test_one_actor_under_two_names(
    one: tuple[str, ActorKind, str | None], other: tuple[str, ActorKind, str | None]
) -> None:
    assert unify_actor(an_actor(*one)).id == unify_actor(an_actor(*other)).id


def test_niger_is_not_nigeria_and_a_branch_is_on_its_groups_side() -> None:
    niger = unify_actor(an_actor("army", "state-forces", "NE"))
    nigeria = unify_actor(an_actor("army", "state-forces", "NG"))
    assert niger.id != nigeria.id
    assert (niger.name, nigeria.name) == ("Niger", "Nigeria")
    branch = unify_actor(an_actor("ISWAP", "armed-group"))
    whole = unify_actor(an_actor("Islamic State", "armed-group"))
    assert branch.id != whole.id
    assert branch.side == whole.side == "Islamic State"
    assert side_actor(branch.side).id == whole.id


def voice(kind: VoiceKind, text: str, actor: str | None = None) -> Voice:
    return Voice(kind, actor, text, (), False)


REPORT = make_report("A text.", outlet="A daily")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (voice("official", "Defence Ministry"), voice("official", "the army"), True),
        (voice("official", "U.S. officials"), voice("official", "le Pentagone"), True),
        (voice("official", "Defence Ministry"), voice("official", "French army"), False),
        (voice("official", "Defence Ministry"), voice("official", "governor of the region"), False),
        (voice("official", "the army"), voice("security-source", "a security source"), False),
        (voice("un", "MINUSMA"), voice("un", "the United Nations"), True),
        (voice("narrator", "A daily"), voice("media", "A Daily"), True),
        (voice("media", "RFI"), voice("media", "Radio France Internationale"), True),
        (voice("witness", "a resident"), voice("witness", "villagers"), True),
        (voice("witness", "Amina Sowa"), voice("witness", "Moussa Kane"), False),
        (voice("local", "Amina Sowa"), voice("expert", "Amina Sowa"), True),
    ],
)
def test_voices_of_one_report(one: Voice, other: Voice, same: bool) -> None:
    keys = {unify_voice(each, None, REPORT, "NE").key for each in (one, other)}
    assert (len(keys) == 1) is same


def test_unnamed_sources_of_two_reports_are_two_voices() -> None:
    second = make_report("Another text.", outlet="A weekly")
    source = voice("security-source", "four sources")
    assert unify_voice(source, None, REPORT, None) != unify_voice(source, None, second, None)


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("soldiers", "forces"),
        ("militaires", "forces"),
        ("members of the security forces", "forces"),
        ("63 assaillants", "fighters"),
        ("armed men", "fighters"),
        ("villageois", "civilians"),
        ("women and children", "civilians"),
        ("personnes", "people"),
        ("bodies", "people"),
        ("xyzzy", None),
    ],
)
def test_classes_of_people(words: str, people: str | None) -> None:
    assert class_of_words(words) == people


def test_whose_people() -> None:
    army = unify_actor(an_actor("army", "state-forces", "ML"))
    rebels = unify_actor(an_actor("Kemba Front", "armed-group", "ML"))

    def count(group: str | None) -> Quantity:
        return Quantity(5, 5, False, "five", group=group)

    assert people_of(count("soldiers"), army) == "state:ML"
    assert people_of(count("hommes"), army) == "state:ML"
    assert people_of(count("men"), rebels) == "fighters"
    assert people_of(count("Americans"), None) == "state:US"
    assert people_of(count("soldiers"), None) == "forces"
    assert people_of(count(None), None) == "people"
    assert people_of(count("French tourists"), None) == "civilians"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("regional governor, Pavlo Rylenko", ("pavlo", "rylenko")),
        ("Interior Minister Josef Kaissa", ("josef", "kaissa")),
        ("Colonel Ba, a spokesman for the army", ("ba",)),
        ("porte-parole de l'armée, le général Sylvain Kenge", ("sylvain", "kenge")),
        ("council's spokesman, Shams al-Din Kabba", ("shams", "al", "din", "kabba")),
        ("spokesman Asim Dar (Northern Hospital)", ("asim", "dar")),
        ("governor of Borno", ()),
        ("Sudan's Health Ministry", ()),
        ("Philippine National Police", ()),
        ("autorités de Yaoundé", ()),
        ("police", ()),
    ],
)
def test_a_persons_name_in_the_words_for_a_voice(words: str, name: tuple[str, ...]) -> None:
    assert person_in(words) == name


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("official", "doctors' committee", "medical"),
        ("official", "commission d'enquête de l'ONU", "un"),
        ("official", "Central Committee of Sudan Doctors", "medical"),
        ("official", "the Emergency Lawyers", "ngo"),
        ("official", "collectif d'avocats", "ngo"),
        ("official", "the ombudsman's office", "ngo"),
        ("official", "opposition leader", "ngo"),
        ("official", "Russia's ambassador to the United Nations", "official"),
        ("medical", "Sudanese health officials", "official"),
        ("medical", "two doctors", "medical"),
    ],
)
def test_whom_a_body_speaks_for(kind: VoiceKind, words: str, found: VoiceKind) -> None:
    voice = Voice(kind, None, words, (), False)
    told = unify_voice(voice, None, make_report("Nothing."), "SD")
    assert told.kind == found
    assert (told.side is not None) == (found == "official")
