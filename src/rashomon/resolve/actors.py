"""Who: names and descriptions of actors in a document.

Three sources, in this order: the known actors of `data/actors.yaml` by any of their names; people
and bodies named with a capital; and descriptions ("gunmen", "une source sécuritaire"), which are
actors too, of kind `unidentified` (reading rule 9). Every noun phrase becomes a mention here;
`assemble` keeps those that a claim needs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rashomon.document import ActorMention, Document, PlaceName, Token, runs_of
from rashomon.knowledge import Lexicon
from rashomon.known_actors import KnownActor, KnownActors
from rashomon.records import Actor, ActorKind, Span
from rashomon.resolve.home_forces import home_forces
from rashomon.resolve.name_runs import run_head, runs_of_names
from rashomon.resolve.short_names import short_names
from rashomon.terms import Hit, Openings

PHRASE_RELATIONS = frozenset({"determiner", "modifier", "name", "number", "possessor"})
"""Dependents before a noun that belong to its name or description."""
NAME_PUNCTUATION = frozenset({"-", "'", "’", ".", "(", ")"})
ROLE_REACH = 3
"""Tokens behind a name and a comma in which its role stands ("Moussa Sy, un vieux paysan")."""
COUNTRY_PREC = 6
"""UCDP's where_prec of a place known only by its country."""
DEEDS = ("effects.patient", "effects.adjective", "damage.verbs")
"""Lists of what is done to people and things."""
STEM = 4
"""Letters in which two spellings of a word are alike."""
MAX_PHRASE = 14
"""Tokens. Longer noun phrases carry whole clauses; their head and near modifiers name the actor."""


class KnownNames:
    """The known actors by any of their names; capitals matter, accents and hyphens do not."""

    def __init__(self, known: KnownActors) -> None:
        self._by_key: dict[str, KnownActor] = {}
        for actor in known.actors:
            for name in (actor.name, *actor.aliases):
                plain = _plain(name)
                self._by_key.setdefault(plain, actor)
                if " " in plain and plain[1:2].islower():  # "Al Shabaab" and "al Shabaab"
                    self._by_key.setdefault(plain[0].lower() + plain[1:], actor)
        self._names = Openings(self._by_key, endings=())

    def find(self, text: str) -> list[tuple[int, int, KnownActor]]:
        """(start, end, actor) of every known name, the longest at each spot."""
        plain = _plain(text)
        return [
            (m.start, m.end, self._by_key[m.phrase])
            for m in self._names.matches(plain, runs_of(plain))
        ]


@dataclass
class _Register:
    """The actors of a document while they are being gathered."""

    document: Document
    actors: dict[tuple[str, str | None], tuple[str, ActorKind, str | None]] = field(
        default_factory=dict
    )
    spans: dict[tuple[str, str | None], list[Span]] = field(default_factory=dict)
    mentions: list[ActorMention] = field(default_factory=list)
    numbers: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def add(
        self,
        name: str,
        kind: ActorKind,
        country: str | None,
        where: tuple[int, int, int],
    ) -> None:
        """One mention (first, last, head) of the actor of that name."""
        key = (_plain(name).lower(), country)
        self.actors.setdefault(key, (name, kind, country))
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        first, last, head = where
        span = self.document.span(first, last)
        self.spans.setdefault(key, []).append(span)
        self.mentions.append(ActorMention(span, first, last, head, f"a{number}"))

    def finished(self) -> tuple[tuple[ActorMention, ...], tuple[Actor, ...]]:
        """Mentions in order of the text, and the actors that they name."""
        actors = tuple(
            Actor(f"a{n}", name, kind, country, tuple(sorted(set(self.spans[key]))))
            for n, (key, (name, kind, country)) in enumerate(self.actors.items(), start=1)
        )
        return tuple(sorted(self.mentions, key=lambda m: (m.first, m.last))), actors


def resolve_actors(
    document: Document, lexicon: Lexicon, known: Sequence[tuple[int, int, KnownActor]]
) -> tuple[tuple[ActorMention, ...], tuple[Actor, ...]]:
    """Every actor named or described in the document, with where; `known` are the known names."""
    register = _Register(document)
    taken: set[int] = set()
    countries = _countries_by_token(document)
    named: dict[int, KnownActor] = {}
    short = short_names(document)
    ends = {name[-1]: name.start for name in short.values()}
    full: dict[int, tuple[int, tuple[str, ActorKind, str | None]]] = {}  # where a name ends → it
    for start, end, actor in known:
        where = _token_range(document, start, end)
        meant = short.get(document.text[start:end])
        if meant is not None and not _is_called(actor, _words(document, meant)):
            other = named.get(meant[-1])
            if other is None:
                continue  # the report gives those letters to another than is known by them
            actor = other
        if where is not None and not taken.intersection(range(where[0], where[1])):
            register.add(actor.name, actor.kind, actor.country, where)
            taken.update(range(where[0], where[1]))
            named.update(dict.fromkeys(range(where[0], where[1]), actor))
    persons = _PersonNames(document)
    finder = _Phrases(document, lexicon, countries, persons)
    for token in document.tokens:
        if token.i in taken or not finder.heads_phrase(token):
            continue
        first, last = finder.extent(token)
        name, kind, country = finder.describe(token, first, last)
        if token.text in short:
            meant_by = short[token.text][-1]
            _, (name, kind, country) = full.get(meant_by, (0, (name, kind, country)))
            if meant_by in named:
                name, kind, country = _of_known(named[meant_by])
        if last - 1 in ends:  # "the chair of the Railway Corporation (RC)" is not that body
            off = abs(first - ends[last - 1])
            if last - 1 not in full or off < full[last - 1][0]:
                full[last - 1] = off, (name, kind, country)
        member_of = finder.known_inside(token, first, last, named)
        if member_of is not None:  # "Islamic State fighters" are the Islamic State
            register.add(member_of.name, member_of.kind, member_of.country, (first, last, token.i))
        elif name:
            register.add(name, kind, country, (first, last, token.i))
    return register.finished()


def _of_known(actor: KnownActor) -> tuple[str, ActorKind, str | None]:
    """Name, kind and country of a known actor."""
    return actor.name, actor.kind, actor.country


def _words(document: Document, tokens: range) -> frozenset[str]:
    """The longer words of a stretch of text, by what spellings of a name have alike."""
    words = _plain(document.span(tokens.start, tokens.stop).text).lower().split()
    return frozenset(word[:STEM] for word in words if len(word) >= STEM)


def _is_called(actor: KnownActor, words: frozenset[str]) -> bool:
    """Whether most of these words are of one of an actor's names."""
    names = (_plain(name).lower() for name in (actor.name, *actor.aliases))
    stems = ({word[:STEM] for word in name.split()} for name in names)
    return any(2 * len(words & each) > len(words) for each in stems)


class _PersonNames:
    """Full names by surname, so that "Mr. Diallo" is the Aliou Diallo named before."""

    def __init__(self, document: Document) -> None:
        self._full: dict[str, str] = {}
        for token in document.tokens:
            if token.pos == "PROPN" and document.children[token.i]:
                parts = [
                    document.tokens[c]
                    for c in document.children[token.i]
                    if document.tokens[c].relation == "name"
                    and document.tokens[c].text[:1].isupper()
                ]
                words = sorted([*parts, token], key=lambda t: t.i)
                if len(words) > 1 and words[-1].i - words[0].i == len(words) - 1:
                    name = document.text[words[0].start : words[-1].end]
                    self._full.setdefault(words[-1].text, name)

    def full(self, name: str) -> str:
        """The fullest form of a name in the document."""
        return self._full.get(name, name)


class _Phrases:
    """Noun phrases: which token heads one, how far it reaches, and whom it describes."""

    def __init__(
        self,
        document: Document,
        lexicon: Lexicon,
        countries: Mapping[int, PlaceName],
        persons: _PersonNames,
    ) -> None:
        self.document = document
        self.lexicon = lexicon
        self.countries = countries
        whole = {p.id for p in document.places if p.where_prec == COUNTRY_PREC}
        self.states = {
            i
            for i, p in countries.items()
            if p.use in ("demonym", "metonym") or (p.place in whole and p.use != "part-of-name")
        }
        self.towns = {
            i
            for place in document.place_names
            if place.use == "place" and (where := _token_range(document, *_ends(place)))
            for i in range(where[0], where[1])
        } - self.states
        self.place_names = {p.id: p.name for p in document.places}
        self.persons = persons
        self.people = lexicon["people"].find(document)
        self.organisations = lexicon["organisation_kinds"].find(document)
        self.forces = lexicon["force_words"].find(document)
        self.titles = lexicon["titles"].find(document)
        self.private = lexicon["private_roles"].find(document)
        self.run_of = runs_of_names(document)
        self.home = home_forces(document, countries, self.states, self.forces)

    def heads_phrase(self, token: Token) -> bool:
        """Whether a noun phrase that may be an actor has this token for its head."""
        if token.pos not in ("NOUN", "PROPN", "NUM", "ADJ", "PRON"):
            return False
        if token.i in self.states:
            return True
        run = self.run_of.get(token.i)
        if run is not None and token.i != run_head(self.document, run):
            return False  # "Moussa Sy" is one name, whatever the parser makes of it
        if token.i in self.towns:
            return False
        if token.pos in ("NUM", "ADJ", "PRON"):
            return token.i in self.people
        if self._qualifies_deed(token):
            return True
        if token.relation in ("name", "case") and token.head != token.i:
            return False
        return not (token.pos == "NOUN" and token.relation == "modifier")

    def _qualifies_deed(self, token: Token) -> bool:
        """Whether it names people before a word for a deed: "the police shooting of a man"."""
        if token.relation not in ("name", "modifier") or token.head <= token.i:
            return False
        if token.i not in self.people and token.i not in self.forces:
            return False
        deed = self.document.tokens[token.head]
        if self.lexicon["operation_nouns"].of_token(deed):
            return False  # "an air force strike"
        return bool(self.lexicon["events.nouns"].of_token(deed))

    def extent(self, head: Token) -> tuple[int, int]:
        """Tokens from the first modifier to the head, and a following "of …" or name."""
        document = self.document
        first, last = head.i, head.i + 1
        for child in document.children[head.i]:
            token = document.tokens[child]
            if child < head.i and token.relation in PHRASE_RELATIONS:
                first = min(first, *document.subtree(child))
            elif child > head.i and self._belongs_after(head, token, last):
                last = max(last, document.subtree(child)[-1] + 1)
        last = self._to_deed(head, self._to_comma(head, last))
        first = self._behind_times(first, head.i)
        while first < head.i and document.tokens[first].pos in _BEFORE_NOUN:
            first += 1
        first = max(first, head.i - MAX_PHRASE)
        while last > head.i + 1 and document.tokens[last - 1].pos == "PUNCT":
            last -= 1
        return first, min(last, head.i + MAX_PHRASE)

    def _behind_times(self, first: int, head: int) -> int:
        """A phrase begins behind a day or an hour that a parser hangs under it: "Last month gunmen
        …", "Between 2 and 4 a.m. bandits …", a dateline's "Sept 21 - Rebels"."""
        tokens = self.document.tokens
        ends = [
            t.span.end
            for t in self.document.times
            if tokens[first].start < t.span.end <= tokens[head].start
        ]
        while ends and first < head and tokens[first].start < max(ends):
            first += 1
        return first

    def _to_comma(self, head: Token, last: int) -> int:
        """A phrase ends at its first comma ("the mayor of X, who was there"); a name goes on over
        words with a capital that stand right behind it ("Ba Ag Moussa")."""
        tokens = self.document.tokens
        for i in range(head.i + 1, last):
            if tokens[i].text in (",", "(", ":"):
                return i
            if "infinitive" in tokens[i].features and tokens[i].pos in ("AUX", "VERB"):
                return next(j for j in range(head.i + 1, i + 1) if tokens[j].pos in _NO_NOUN)
        sentence = self.document.sentence_of(head.i)
        if last + 1 < sentence.last and tokens[last].text in ("«", "“", '"'):
            closing = [
                i for i in range(last + 1, min(last + 6, sentence.last)) if tokens[i].text in '»”"'
            ]
            if closing and tokens[last + 1].text[:1].isupper():
                return closing[0]  # le gang « Base Nord »
        if head.pos == "PROPN":
            while (
                last < sentence.last
                and tokens[last].pos == "PROPN"
                and tokens[last].text[:1].isupper()
                and tokens[last].head >= head.i
            ):
                last += 1
        return last

    def _to_deed(self, head: Token, last: int) -> int:
        """A phrase ends before what was done to those it names ("a member of the group killed
        in …"), however deep the parser hangs it."""
        for i in range(head.i + 1, last):
            token = self.document.tokens[i]
            past = token.pos == "VERB" and {"participle", "past"} <= token.features
            past = past and self.document.tokens[i - 1].pos not in ("ADP", "DET")  # "de déplacés"
            if past and any(self.lexicon[name].of_token(token) for name in DEEDS):
                return i
        return last

    def _belongs_after(self, head: Token, token: Token, last: int) -> bool:
        subtree = self.document.subtree(token.i)
        if subtree[0] != last or len(subtree) > MAX_PHRASE:
            return False
        if token.relation == "relative" and len(subtree) <= 2:
            inner = [self.document.tokens[i] for i in subtree]
            if any(self.lexicon[name].of_token(t) for name in DEEDS for t in inner):
                return False  # "attackers killed": what was done to them is no part of the name
            return all(
                t.pos == "ADV" or {"participle", "past"} <= t.features for t in inner
            )  # "individus lourdement armés"
        if token.pos == "PROPN" and token.relation in ("punctuation", "apposition", "other"):
            inner = [self.document.tokens[i] for i in subtree]
            return all(t.pos == "PROPN" and t.text[:1].isupper() for t in inner)  # "gang Base Nord"
        if token.relation in ("name", "modifier"):
            armed = token.pos == "VERB" and {"participle", "past"} <= token.features
            armed = armed and not any(self.lexicon[name].of_token(token) for name in DEEDS)
            return armed or token.pos in ("PROPN", "ADJ", "NOUN", "X")
        if token.relation == "oblique":
            cases = [
                self.document.tokens[c].lower
                for c in self.document.children[token.i]
                if self.document.tokens[c].relation == "case"
            ]
            measured = token.lemma in self.lexicon.units and any(
                self.document.tokens[c].relation == "number"
                for c in self.document.children[token.i]
            )  # "fired at a crowd for three minutes"
            if measured or self._is_blamed_on(head, token):
                return False
            words = "name_words" if head.pos == "PROPN" else "of_words"
            return bool(cases) and (
                cases[0] in self.lexicon[words].codes or self._names_field(head, subtree, cases)
            )
        return False

    def _names_field(self, head: Token, subtree: Sequence[int], cases: Sequence[str]) -> bool:
        """Whether a name goes on with what its body deals with: "Commission on Human Rights"."""
        tokens = self.document.tokens
        opens = tokens[subtree[1]] if len(subtree) > 1 else head
        named = head.pos == "PROPN" and head.text[:1].isupper() and opens.text[:1].isupper()
        elsewhere = any(i in self.towns or i in self.states for i in subtree)
        timed = any(t.span.start <= opens.start < t.span.end for t in self.document.times)
        words = self.lexicon["field_words"].codes
        return named and opens.i != head.i and cases[0] in words and not (elsewhere or timed)

    def _is_blamed_on(self, head: Token, token: Token) -> bool:
        """Whether "of X" tells the deed that somebody is accused of, and not whose they are."""
        blamed = self.lexicon["perpetrator.blame"].of_token(self.document.tokens[head.head])
        deeds = ("events.nouns", "effects.noun")
        return bool(blamed) and any(self.lexicon[name].of_token(token) for name in deeds)

    def describe(self, head: Token, first: int, last: int) -> tuple[str, ActorKind, str | None]:
        """Name, kind and country of the actor that a phrase stands for; "" when it is none."""
        tokens = self.document.tokens[first:last]
        country = self._country(head, first, last)
        name = self._name(head, tokens)
        organisation = self._hit_in(self.organisations, head)
        people = self._hit_in(self.people, head)
        if head.i in self.states and self._is_only_country(tokens):
            place = self.countries[head.i]
            return self.place_names.get(place.place, name), "state", country
        if self._hit_in(self.forces, head) is not None:
            bare = country is None and len(name.split()) == 1
            return name, "state-forces", self.home.get(head.lower) if bare else country
        role = self._role_before_name(head)
        if role:
            return role, "private-person", country
        if organisation is not None:
            kind: ActorKind = organisation.code  # type: ignore[assignment]  # codes of the list
            if kind == "armed-group" and self._is_peaceful(head, tokens):
                kind = "organisation"
            if kind == "armed-group" and self._speaks_for_state(tokens):
                kind = "state-forces"
            return name, kind, country
        if self._is_named_group(head, tokens) or self._is_of_fighters(head):
            return name, "armed-group", country
        if people is not None and head.pos != "PROPN":
            return name, _KIND_OF_PEOPLE.get(people.code, "unidentified"), country
        if head.pos == "PROPN":
            return self._named(head, tokens, name, country)
        return name, "unidentified", country

    def _is_named_group(self, head: Token, tokens: Sequence[Token]) -> bool:
        """Whether a name and a word for a part of an armed group make one: "the Jaime Martinez
        front"; or a name ends as only theirs do: "the Ogaden Liberation Front"."""
        named = any(t.pos == "PROPN" and t.text[:1].isupper() and t.i < head.i for t in tokens)
        text = " ".join(t.lower for t in tokens)
        if head.lower in self.lexicon["named_groups.heads"].codes:
            return named
        ends = self.lexicon["named_groups.endings"].codes
        return named and head.text[:1].isupper() and any(text.endswith(f" {e}") for e in ends)

    def _is_of_fighters(self, head: Token) -> bool:
        """Whether a name with an article stands behind a word for fighters ("les rebelles du Front
        uni"), or one for an armed group beside it ("the Koglweogo, a self-defence group")."""
        tokens, below = self.document.tokens, self.document.children[head.i]
        if not head.text[:1].isupper() or head.i in self.countries or head.i in self.towns:
            return False
        for c in below:
            kind = self.organisations.get(c)
            if tokens[c].relation == "apposition" and kind and kind.code == "armed-group":
                return not self._is_peaceful(tokens[c], tokens[c : c + 3])
        hit = self.people.get(head.head) if head.relation == "oblique" else None
        if hit is None or hit.code != "fighters" or not head.head < head.i:
            return False
        article = any(tokens[c].relation == "determiner" for c in below)
        case = [tokens[c].lower for c in below if tokens[c].relation == "case"]
        return article or any(c in self.lexicon["of_articles"].codes for c in case)

    def known_inside(
        self, head: Token, first: int, last: int, named: Mapping[int, KnownActor]
    ) -> KnownActor | None:
        """The known armed group whose name modifies a word for a group or for fighters."""
        organisation, people = self.organisations.get(head.i), self.people.get(head.i)
        is_group = organisation is not None and organisation.code == "armed-group"
        if not (is_group or (people is not None and people.code == "fighters")):
            return None
        below = (c for c in self.document.children[head.i] if c in named)
        beside = [c for c in below if self.document.tokens[c].relation != "conjunct"]
        inside = [named[i] for i in (*range(first, last), *beside) if i in named]
        return inside[0] if inside and inside[0].kind in ("armed-group", "militia") else None

    def _named(
        self, head: Token, tokens: Sequence[Token], name: str, country: str | None
    ) -> tuple[str, ActorKind, str | None]:
        within = range(tokens[0].i, tokens[-1].i + 1)
        if any(i in self.titles for i in within):
            return name, "public-person", country
        introducing = ("apposition", "modifier", "name")
        beside = [
            i
            for i in self.document.children[head.i]
            if self.document.tokens[i].relation in introducing
        ]
        if head.relation in introducing:  # "le berger Idrissa"; not "des habitants de Gao"
            beside.append(head.head)
        if self._has_private_role(head) or any(i in self.private for i in (*within, *beside)):
            return self.persons.full(name), "private-person", country
        if any(i in self.titles for i in beside):
            return self.persons.full(name), "public-person", country
        if head.text.isupper() and len(head.text) > 1:
            return name, "organisation", country
        return self.persons.full(name), "unidentified", country

    def _name(self, head: Token, tokens: Sequence[Token]) -> str:
        words = list(tokens)
        polite = self.lexicon["polite_titles"].codes
        while words and (
            (words[0].relation in ("number", "determiner") and not _is_age(words))
            or (words[0].lower in polite and len(words) > 1)
        ):
            words = words[1:]
        counted = [c.last for c in self.document.counts if c.noun == head.i]
        if counted:
            words = [t for t in words if t.i >= counted[0]]
        if not words:
            return ""
        return self.document.text[words[0].start : words[-1].end].strip(" ,;:'’\"“”«»()")

    def _country(self, head: Token, first: int, last: int) -> str | None:
        for i in range(first, last):
            place = self.countries.get(i)
            if place is not None:
                return place.country
        return None

    def _is_only_country(self, tokens: Sequence[Token]) -> bool:
        return all(t.relation == "determiner" or t.i in self.countries for t in tokens)

    def _role_before_name(self, head: Token) -> str:
        """The name behind a private person's role ("le paysan Moussa Sy"), "" without one."""
        run = self.run_of.get(head.i + 1)
        if head.i not in self.private or run is None or head.pos == "PROPN":
            return ""
        return self.document.span(run.start, run.stop).text

    def _has_private_role(self, head: Token) -> bool:
        """Whether a role stands beside a name: "Moussa Sy, un paysan", "farmer Idrissa Sow"."""
        run = self.run_of.get(head.i, range(head.i, head.i + 1))
        tokens = self.document.tokens
        if run.start and run.start - 1 in self.private and tokens[run.start - 1].pos == "NOUN":
            return True
        if run.stop >= len(tokens) or tokens[run.stop].text != ",":
            return False
        end = self.document.sentence_of(head.i).last
        return any(
            i in self.private and not any(t.text == "," for t in tokens[run.stop + 1 : i])
            for i in range(run.stop + 1, min(run.stop + 1 + ROLE_REACH, end))
        )

    def _is_peaceful(self, head: Token, tokens: Sequence[Token]) -> bool:
        """ "A rights group": a group with a description, and none of arms or creed."""
        before = [t for t in tokens if t.i < head.i and t.pos in ("NOUN", "ADJ")]
        identity = self.lexicon["identity_words"]
        return bool(before) and not any(identity.of_token(t) for t in tokens)

    def _speaks_for_state(self, tokens: Sequence[Token]) -> bool:
        return any(t.lower in self.lexicon["military_targets"].codes for t in tokens)

    def _hit_in(self, hits: Mapping[int, Hit], head: Token) -> Hit | None:
        return hits.get(head.i)


_BEFORE_NOUN = frozenset({"PUNCT", "ADP", "SCONJ", "CCONJ", "AUX"})
"""Parts of speech that may hang before a noun and are no part of a phrase."""
_NO_NOUN = frozenset({"ADP", "PRON", "AUX", "VERB"})
"""Parts of speech with which a clause behind a noun begins: "les agents *de les avoir* …"."""
_KIND_OF_PEOPLE: Mapping[str, ActorKind] = {
    "forces": "state-forces",
    "fighters": "unidentified",
    "civilians": "civilians",
    "persons": "unidentified",
}


def _countries_by_token(document: Document) -> dict[int, PlaceName]:
    """Every token of a place name that tells a country, demonyms included."""
    found: dict[int, PlaceName] = {}
    for place in document.place_names:
        if place.country is None:
            continue
        where = _token_range(document, place.span.start, place.span.end)
        if where is not None:
            found.update(dict.fromkeys(range(where[0], where[1]), place))
    return found


def _ends(place: PlaceName) -> tuple[int, int]:
    return place.span.start, place.span.end


def _is_age(words: Sequence[Token]) -> bool:
    """Whether a phrase begins with an age in one word: "21-year-old man"."""
    return len(words) > 1 and words[0].pos == "NUM" and words[1].text == "-"


def _token_range(document: Document, start: int, end: int) -> tuple[int, int, int] | None:
    """(first, last exclusive, head) of the tokens between two characters."""
    first, last = document.token_at(start), document.token_at(end - 1)
    if first is None or last is None or document.tokens[first].start >= end:
        return None
    inside = range(first, last + 1)
    head = next(
        (
            i
            for i in reversed(inside)
            if document.tokens[i].head not in inside or document.tokens[i].head == i
        ),
        last,
    )
    return first, last + 1, head


class _Plain(dict[int, str]):
    """A letter without its accents; an apostrophe is straight, and a hyphen a space."""

    def __missing__(self, letter: int) -> str:
        base = unicodedata.normalize("NFD", chr(letter))[0]
        self[letter] = {"’": "'", "-": " ", "‑": " ", "–": " "}.get(base, base)
        return self[letter]


_PLAIN = _Plain()


def _plain(name: str) -> str:
    """Without accents, with straight apostrophes and spaces for hyphens, length unchanged."""
    return name.translate(_PLAIN)
