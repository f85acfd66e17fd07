"""Marks: a document with the terms of its lexicon found, and its clauses' grammar at hand.

Rules ask here who acts, who is acted upon, which verb governs and whether it is negated; they never
look at a model's labels or at words of one language.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from rashomon.assemble.senses import VIOLENT, other_senses
from rashomon.assemble.takings import taken
from rashomon.document import (
    ActorMention,
    CountPhrase,
    Document,
    PlaceName,
    TimeExpression,
    Token,
    normalise,
)
from rashomon.knowledge import Lexicon
from rashomon.records import Actor, Place, Span
from rashomon.terms import Hit

VERBAL = frozenset({"VERB", "AUX"})
TWO_VERBS = frozenset({"effects.patient"})
"""Lists with terms of two verbs."""
TAKEN_IN = ("effects.patient",)
"""Lists in which verbs of taking stand where people are taken."""
TOLD_OF_ILLNESS = ("effects.agent", "effects.adjective", "effects.noun")
"""Lists with words for death that may be of an illness: "died of", "deaths from"."""
MAX_CLIMB = 12
"""Steps up a tree before a parse is taken for broken."""


class Marks:
    """A document, its lexicon, and what rules ask of them. Nothing changes after it is made."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self._hits: dict[str, Mapping[int, Hit]] = {}
        self._there = lexicon.in_words_of(document)
        self._below: dict[int, dict[str, tuple[int, ...]]] = {}
        self._predicates: dict[int, int] = {}
        self._negated: dict[int, bool] = {}

    # ---------------------------------------------------------------------------------- terms

    def hits(self, name: str) -> Mapping[int, Hit]:
        """Every hit of a term list, by its head token."""
        hits = self._hits.get(name)
        if hits is None:
            there = self._there.get(name)
            found = self.lexicon[name].find(self.document, there) if there is not None else {}
            hits = self._hits[name] = self._by_each_verb(found) if name in TWO_VERBS else found
            if name in TAKEN_IN:
                hits = self._hits[name] = {**hits, **taken(self, hits)}
            if name in TOLD_OF_ILLNESS:
                hits = {i: h for i, h in hits.items() if not self._is_of_nature(i, h.code)}
                self._hits[name] = hits
            if name in VIOLENT and not self._others.isdisjoint(hits):
                hits = self._hits[name] = {i: h for i, h in hits.items() if i not in self._others}
        return hits

    @cached_property
    def _others(self) -> frozenset[int]:
        return other_senses(self)

    def _by_each_verb(self, hits: Mapping[int, Hit]) -> Mapping[int, Hit]:
        """Hits of two verbs in one term ("shot and killed") by the other verb too, which may be the
        one that has the object."""
        pairs = [hit for hit in hits.values() if hit.last - hit.first > 2]
        joined = {i: hit for hit in pairs for i in range(hit.first, hit.last) if self.is_verb(i)}
        return {**joined, **hits} if joined else hits

    def hit(self, name: str, i: int) -> Hit | None:
        """The hit of a term list whose head is token `i`."""
        return self.hits(name).get(i)

    def in_target(self, i: int) -> bool:
        """Whether a word is only part of what a longer term names as a target ("mine d'or", the
        "fuel" of "fuel tanks"), or a mine in which people work ("at an informal mine")."""
        return i in self._in_targets or self._is_pit(i)

    def _is_pit(self, i: int) -> bool:
        within = self.case(i) in self.lexicon["pits.within"].codes
        return within and self.token(i).lemma in self.lexicon["pits.nouns"].codes

    @cached_property
    def _in_targets(self) -> frozenset[int]:
        hits = self.hits("targets").values()
        return frozenset(i for h in hits if h.last - h.first > 1 for i in range(h.first, h.last))

    def any_hit(self, name: str, tokens: Iterator[int] | range | tuple[int, ...]) -> Hit | None:
        """The first hit of a list among tokens."""
        hits = self.hits(name)
        return next((hits[i] for i in tokens if i in hits), None)

    def _is_of_nature(self, word: int, field: str) -> bool:
        """Whether somebody died of an illness, or is only dying: no violence is told of."""
        if field != "deaths":
            return False
        dying = {"participle", "present"} <= self.token(word).features
        dying = dying and bool(self.children(word, "auxiliary"))
        causes = self.children(word, "oblique")
        return dying or any(self.hit("natural_causes", c) is not None for c in causes)

    # -------------------------------------------------------------------------------- grammar

    def token(self, i: int) -> Token:
        """Token `i`."""
        return self.document.tokens[i]

    def is_verb(self, i: int) -> bool:
        """Whether a token is a verb or an auxiliary that stands as one."""
        return self.token(i).pos in VERBAL

    def children(self, i: int, *relations: str) -> tuple[int, ...]:
        """The tokens under `i`, all or of some relations."""
        below = self.document.children[i]
        if not relations or not below:
            return below
        if len(relations) > 1:
            tokens = self.document.tokens
            return tuple([c for c in below if tokens[c].relation in relations])
        by_relation = self._below.get(i)
        if by_relation is None:
            by_relation = self._below[i] = self._by_relation(below)
        return by_relation.get(relations[0], ())

    def _by_relation(self, below: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for child in below:
            relation = self.document.tokens[child].relation
            found[relation] = (*found.get(relation, ()), child)
        return found

    def case(self, i: int) -> str | None:
        """The preposition of a noun, lower case."""
        cases = self.children(i, "case")
        return self.token(cases[0]).lower if cases else None

    def predicate(self, i: int) -> int:
        """The verb (or root) of the clause that token `i` stands in."""
        known = self._predicates.get(i)
        if known is None:
            known = self._predicates[i] = self._climbed(i)
        return known

    def _climbed(self, i: int) -> int:
        at = i
        for _ in range(MAX_CLIMB * 3):
            token = self.token(at)
            if token.relation != "auxiliary" and (token.pos in VERBAL or token.head == at):
                return at
            if token.head == at:
                return at
            at = token.head
        return at

    def elided(self, verb: int) -> int:
        """The verb whose deed an auxiliary takes up: "was killed, as was their driver", "and so
        did he"; the verb itself where nothing is left out."""
        likewise = self.lexicon["likewise_words"].codes
        taken_up = any(
            self.token(c).lower in likewise for c in self.children(verb, "marker", "modifier")
        )
        helps = self.token(verb).lower in self.lexicon["support_verbs"].codes
        above = self.token(verb).head
        bare = not self.children(verb, "complement", "auxiliary")
        return above if taken_up and helps and bare and self.is_verb(above) else verb

    def governor(self, verb: int) -> int | None:
        """The verb of the clause that governs this verb's clause, if any."""
        token = self.token(verb)
        return None if token.head == verb else self.predicate(token.head)

    def with_conjuncts(self, i: int) -> Iterator[int]:
        """A noun and those joined to it by "and", "or", commas."""
        yield i
        for child in self.children(i, "conjunct"):
            if not self.is_verb(child):
                yield from self.with_conjuncts(child)
        for child in self.children(i, "apposition"):
            if self.are_row(child, i):
                yield from self.with_conjuncts(child)  # "his wife, his mother and …"

    def are_row(self, *nouns: int) -> bool:
        """Whether people are each told as somebody's own: "his wife, his mother", or as one of the
        kin in a list that "and" closes: "his wife, a daughter and his mother"."""
        if all(self.hit("kin", noun) is not None for noun in nouns) and any(
            self.children(noun, "conjunct") for noun in nouns
        ):
            return True
        if all(map(self.native, nouns)):
            return any(self.children(noun, "conjunct") for noun in nouns)  # "a Dane and a Pole"
        return all(
            self.hit("people", noun) is not None
            and any(self.token(c).pos == "PRON" for c in self.children(noun, "possessor"))
            for noun in nouns
        )

    def is_passive(self, verb: int) -> bool:
        """Whether a verb is passive, or a past participle that modifies the noun it happened to."""
        token = self.token(verb)
        if "passive" in token.features:
            return True
        by = self.lexicon["by_words"].codes
        if token.relation == "conjunct" and {"participle", "past"} <= token.features:
            # "was hit in the neck and killed"
            own = self.children(verb, "auxiliary", "agent", "patient")
            return not own and self.is_verb(token.head) and self.is_passive(token.head)
        return (
            token.relation in ("relative", "clause", "modifier")
            and {"participle", "past"} <= token.features
            and not self.children(verb, "auxiliary")
            and not any(self.case(c) not in by for c in self.children(verb, "agent"))
        )

    def agents(self, verb: int, depth: int = 0) -> tuple[int, ...]:
        """The nouns that do what the verb says, conjuncts included."""
        own = [
            a
            for c in self.children(verb, "agent")
            if not self.children(c, "copula")  # "suspected of being rebels" has them do nothing
            for a in self.with_conjuncts(c)
        ]
        if not own and self.is_passive(verb):  # "exécutés par leurs ravisseurs"
            by = self.lexicon["by_words"].codes
            own = [c for c in self.children(verb, "oblique") if self.case(c) in by]
        if own:
            return tuple(dict.fromkeys(self.counted(self.antecedent(a)) for a in own))
        if depth > MAX_CLIMB or self.is_passive(verb):
            return ()
        token = self.token(verb)
        if token.head == verb:
            return ()
        above = token.head
        if token.relation == "relative" and not self.is_verb(above):
            return (above,)
        over = self.predicate(above)
        accused = self.hit("perpetrator.blame", over) is not None and over != verb
        if accused and token.relation in ("complement", "clause") and not self.is_passive(over):
            named = self.children(over, "patient")
            if named:  # "accuse le groupe d'avoir tiré": the group fired
                return tuple(self.counted(n) for n in named)
        if token.relation == "clause" and self.hit("searching", over) is not None:
            return ()  # "police hunt a man who left a device that exploded, wounding 13"
        if token.relation == "complement" and self.hit("uprooting", over) is not None:
            made = self.children(over, "patient")
            if made and not self.is_passive(over):
                return tuple(self.counted(n) for n in made)  # "forced 2,000 people to flee"
        if token.relation in ("conjunct", "complement", "clause", "aside") and over != verb:
            if not self.is_passive(over):
                return self.agents(over, depth + 1)
            auxiliary = self.children(verb, "auxiliary")
            if token.relation == "complement" and (auxiliary or "past" not in token.features):
                return self.patients(over, depth + 1)  # not "113 were confirmed killed"
        return ()

    def patients(self, verb: int, depth: int = 0) -> tuple[int, ...]:
        """The nouns that it happens to, conjuncts included."""
        own = [p for c in self.children(verb, "patient") for p in self.with_conjuncts(c)]
        if own:
            own.extend(self._joined_behind(verb, own[-1]))
            return tuple(dict.fromkeys(self.counted(self.antecedent(p)) for p in own))
        if depth > MAX_CLIMB or not self.is_passive(verb):
            return ()
        token = self.token(verb)
        if token.head == verb:
            return ()
        if token.relation in ("relative", "modifier") and not self.is_verb(token.head):
            return (self.whole(token.head) if self.of_somebody(verb) else token.head,)
        if token.relation == "conjunct" and self.is_verb(token.head):
            return self.patients(token.head, depth + 1)
        return ()

    def _joined_behind(self, verb: int, last: int) -> Iterator[int]:
        """People whom the parser joins to the verb, and not to its object before them: "killed a
        couple and their four children"."""
        for c in self.children(verb, "conjunct"):
            people = self.hit("people", c) is not None or self.native(c)  # "and 169 Afghans"
            noun = self.token(c).pos in ("NOUN", "PROPN") and people
            if c > last and noun and not self.is_passive(verb):
                yield from self.with_conjuncts(c)

    def counted(self, i: int) -> int:
        """The noun behind a number that stands as a noun ("une soixantaine de maisons"); the head
        of a name whose words the parser took for two nouns ("Boko", "Haram")."""
        if i in self._head_of_name:
            return self._head_of_name[i]
        count = self.count_at.get(i)
        return count.noun if count is not None and count.noun is not None else i

    def gives_figure(self, verb: int, first: int) -> bool:
        """Whether a verb gives the bare number that begins at token `first`: "spoke of 41", "said
        only eight", "had it at 51", "put the toll at 51"; not "spoke at 11"."""
        before = self.token(first - 1).lower if first else ""
        only = self.lexicon["restrictive"].codes
        between = (self.token(i) for i in range(verb + 1, first))
        near = all(each.pos == "ADV" or each.lower in only for each in between)
        if (verb < first and near) or before in self.lexicon["of_words"].codes:
            return True
        if before not in self.lexicon["figure_words"].codes:
            return False
        return any(
            self.token(p).pos == "PRON" or self.is_toll(p) for p in self.children(verb, "patient")
        )

    def is_toll(self, noun: int) -> bool:
        """Whether a noun is a figure of people: "the toll", "the number", "the number of dead"; not
        "the number of blasts"."""
        if self.hit("effects.toll", noun) is not None:
            return True
        of = self.lexicon["of_words"].codes
        things = [
            c
            for c in self.children(noun, "oblique")
            if self.case(c) in of and self.token(c).pos == "NOUN"
            if not any(self.hit(n, c) for n in ("people", "effects.noun", "effects.adjective"))
        ]
        return self.hit("count_nouns", noun) is not None and not things and not self._of_busy(noun)

    def _of_busy(self, noun: int) -> bool:
        """Whether a number is that of people who only do something: "of people taking refuge"."""
        told = ("effects.patient", "effects.agent", "effects.adjective", "effects.noun")
        for people in self.children(noun, "oblique"):
            if self.hit("people", people) is None:
                continue
            below = [i for i in self.document.subtree(people) if i > people]
            busy = any(self.token(i).pos == "VERB" for i in below)
            if busy and not any(self.hit(name, i) for name in told for i in below):
                return True
        return False

    def antecedent(self, i: int) -> int:
        """The noun that a relative pronoun stands for, or the token itself."""
        token = self.token(i)
        if token.pos != "PRON" and "pronoun" not in token.features:
            return i
        personal = ("persons.he", "persons.she", "reflexive_pronouns", "object_pronouns")
        if any(token.lower in self.lexicon[name].codes for name in personal):
            return i  # "a doctor who treated her"
        verb = self.predicate(token.head)
        governed = self.token(verb)
        is_relative = governed.relation == "relative" and token.pos == "PRON"
        if not is_relative or governed.head == verb:
            return i
        return self.whole(governed.head) if self.of_somebody(verb) else governed.head

    def of_somebody(self, verb: int) -> bool:
        """Whether the pronoun of a relative clause stands for people alone ("who")."""
        words = self.lexicon["persons.who"].codes
        return any(self.token(c).lower in words for c in self.children(verb))

    def whole(self, noun: int) -> int:
        """The people that a noun only tells more of: the "president" of "the president of the bar
        association"; the noun itself where it is people, or where nobody stands over it."""
        of, at = self.lexicon["of_words"].codes, noun
        for _ in range(MAX_CLIMB):
            token = self.token(at)
            if self.hit("people", at) is not None or at in self.count_of_noun:
                return at
            if token.pos != "NOUN" or token.lower in self.lexicon.age_units:
                break  # a name; "the mother of a 4-year-old who …"
            if token.relation != "oblique" or self.case(at) not in of:
                break
            at = token.head
        return noun

    def negated(self, verb: int) -> bool:
        """Whether a clause is negated: by a particle, or by "no" on its subject or object."""
        known = self._negated.get(verb)
        if known is None:
            known = self._negated[verb] = self._is_negated(verb)
        return known

    def _is_negated(self, verb: int) -> bool:
        if self._restricts(verb):
            return any(self.zeroed(n) for n in (*self.agents(verb), *self.patients(verb)))
        for child in self.children(verb):
            token = self.token(child)
            if token.relation == "negation" or "negative" in token.features:
                return True
            if token.lower in self.lexicon["negations"].codes and token.relation != "determiner":
                return True
        return any(self.zeroed(n) for n in (*self.agents(verb), *self.patients(verb)))

    def _restricts(self, verb: int) -> bool:
        """Whether "ne … que" stands there, which is "only" and no negation."""
        half = self.lexicon["half_negations"].codes
        if not any(self.token(c).lower in half for c in self.children(verb)):
            return False
        last = min(verb + 4, self.document.sentence_of(verb).last)
        restrictive = self.lexicon["restrictive"].codes
        return any(self.token(i).lower in restrictive for i in range(verb + 1, last))

    def zeroed(self, noun: int) -> bool:
        """Whether a noun has "no" before it."""
        return any(
            self.token(c).lower in self.lexicon["negations"].codes
            and self.token(c).relation in ("determiner", "negation", "modifier", "number")
            for c in self.children(noun)
        )

    def clause(self, verb: int) -> Span:
        """The asserting clause around a verb: its subtree without clauses that hang beside it."""
        keep = sorted(self._clause_tokens(verb))
        while len(keep) > 1 and self.token(keep[0]).pos in ("PUNCT", "CCONJ"):
            keep = keep[1:]
        return self.document.span(keep[0], keep[-1] + 1)

    def _clause_tokens(self, verb: int) -> set[int]:
        keep = {verb}
        for child in self.document.children[verb]:
            token = self.token(child)
            if token.relation == "aside" and self.is_verb(child):
                continue
            if token.relation == "punctuation" and child in (
                self.document.sentence_of(verb).last - 1,
                self.document.sentence_of(verb).first,
            ):
                continue
            keep.update(self.document.subtree(child))
        return keep

    def words(self, noun: int) -> Span:
        """The noun phrase without its determiner and number."""
        mention = self.mention(noun)
        if mention is None:
            tree = [c for c in self.children(noun, "modifier", "name", "possessor") if c < noun]
            return self.document.span(min([noun, *tree]), noun + 1)
        first = mention.first
        while first < mention.head and (
            self.token(first).relation in ("determiner", "number", "case", "punctuation")
        ):
            if self.token(first + 1).text == "-" and self.token(first).pos == "NUM":
                break  # "21-year-old man"
            first += 1
        return self.document.span(first, mention.last)

    def first_of_age(self, head: int) -> int:
        """The first token of an age that stands for somebody: the "15" of "a 15-year-old"; the
        token itself where it is no such age."""
        first = head
        if self.token(head).lower not in self.lexicon.age_units:
            return head
        while first > 0 and (
            self.token(first - 1).pos in ("NUM", "PUNCT")
            or self.token(first - 1).lower in self.lexicon.age_units
        ):
            first -= 1
        return first

    def clause_of(self, i: int) -> Span:
        """The clause that a token stands in."""
        return self.clause(self.predicate(i))

    # ------------------------------------------------------------------------- what lies where

    @cached_property
    def counts(self) -> tuple[CountPhrase, ...]:
        """The numbers that may count people or things: no measures, times, labels."""
        dated = sorted(t.span for t in self.document.times if t.timex_type != "DURATION")
        return tuple(
            replace(c, noun=None) if c.noun in self.times_by_token else c
            for c in self.document.counts
            if c.kind == "count" and not _overlaps_any(c.span, dated) and not self._is_article(c)
        )

    def _is_article(self, count: CountPhrase) -> bool:
        """Whether "un" is only an article ("un convoi"); in "un mort" it is a figure."""
        if normalise(count.span.text) not in self.lexicon.numbers.singular:
            return False
        before = self.token(count.first - 1).lower if count.first else ""
        if before in self.lexicon["before_one"].codes:
            return False  # "l'un d'eux"
        if count.noun is None and before in self.lexicon["part_words"].codes:
            return False  # "trois blessés, dont un grièvement"
        if count.noun is None:  # "un quatrième grièvement blessé", "une troisième a été touchée"
            after = range(count.last, min(count.last + 4, len(self.document.tokens)))
            harmed = self.any_hit("effects.adjective", after) or self.any_hit(
                "effects.patient", after
            )
            return harmed is None
        cases = self.children(count.noun, "case")
        of = bool(cases) and self.token(cases[0]).lower in self.lexicon["of_words"].codes
        if of and cases[0] < count.first:
            return True  # "membres d'une même famille"
        native = self.places_by_token.get(count.noun)
        if native is not None and native.country is not None and not cases:
            return False  # "un Suisse de 39 ans"
        named = ("people", "effects.noun", "effects.adjective")
        return all(self.hit(name, count.noun) is None for name in named)

    def native(self, i: int) -> bool:
        """Whether a token names people by where they are from: "un Français", "two Kenyans"; not
        "French soldiers"."""
        name = self.places_by_token.get(i)
        token = self.token(i)
        if name is None or name.use != "demonym" or not token.text[:1].isupper():
            return False
        return token.relation not in ("modifier", "name")

    @cached_property
    def count_at(self) -> Mapping[int, CountPhrase]:
        """The count that each of its tokens is part of."""
        return {i: c for c in self.counts for i in range(c.first, c.last)}

    @cached_property
    def count_of_noun(self) -> Mapping[int, CountPhrase]:
        """The count of each counted noun."""
        return {c.noun: c for c in self.counts if c.noun is not None}

    @cached_property
    def _head_of_name(self) -> Mapping[int, int]:
        """The head of the name that a word with a capital is part of."""
        found: dict[int, int] = {}
        for mention in self.document.actor_mentions:
            words = range(mention.first, mention.last)
            if len(words) < 2 or not all(self.token(i).text[:1].isupper() for i in words):
                continue
            found.update({i: mention.head for i in words if i != mention.head})
        return found

    @cached_property
    def _mention_by_head(self) -> Mapping[int, ActorMention]:
        found: dict[int, ActorMention] = {}
        for mention in self.document.actor_mentions:
            for i in range(mention.first, mention.last):
                if i == mention.head:
                    found[i] = mention
        return found

    @cached_property
    def _actor_by_id(self) -> Mapping[str, Actor]:
        return {a.id: a for a in self.document.actors}

    @cached_property
    def _place_by_id(self) -> Mapping[str, Place]:
        return {p.id: p for p in self.document.places}

    def mention(self, head: int) -> ActorMention | None:
        """The actor mention whose head is a token."""
        return self._mention_by_head.get(head)

    def actor(self, actor_id: str) -> Actor:
        """The actor with an id."""
        return self._actor_by_id[actor_id]

    def place(self, place_id: str) -> Place:
        """The place with an id."""
        return self._place_by_id[place_id]

    @cached_property
    def times_by_token(self) -> Mapping[int, TimeExpression]:
        """The time expression that each token is part of."""
        return {i: t for t in self.document.times for i in self._tokens_in(t.span)}

    @cached_property
    def places_by_token(self) -> Mapping[int, PlaceName]:
        """The place name that each token is part of."""
        return {i: p for p in self.document.place_names for i in self._tokens_in(p.span)}

    def _tokens_in(self, span: Span) -> range:
        """The tokens that overlap a span."""
        first, last = self.document.token_at(span.start), self.document.token_at(span.end - 1)
        if first is None:
            return range(0)
        end = len(self.document.tokens) if last is None else last + 1
        while end > first and self.token(end - 1).start >= span.end:
            end -= 1
        return range(first, end)


def _overlaps_any(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a span overlaps one of several, which are in order and apart."""
    before = bisect_left(spans, span.end, key=lambda other: other.start)
    return before > 0 and spans[before - 1].overlaps(span)
