"""What a figure covers that is not one incident's: a year, a war, many attacks (reading rule 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rashomon.assemble.dates import counted_from, only_modifies
from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import MAX_CLIMB, VERBAL, Marks
from rashomon.assemble.whose import Whose
from rashomon.document import CountPhrase, TimeExpression
from rashomon.records import ClaimField, Scope
from rashomon.terms import Hit

SCOPE_WORDS = 12
"""Tokens that the words of a scope may have ("since the coup of February 2021")."""
TALLY = timedelta(days=6)
"""From a day to another so much later, a figure is a tally of several incidents."""
LONG = timedelta(days=80)
"""A quarter of a year and more: a figure for so long is no one incident's."""
WHILE = timedelta(days=12)
"""Days to now of which "the past two weeks" is the shortest that is no one incident's."""
OLD = timedelta(days=28)
"""Days before the report from which "since the fighting began" counts a war, and no incident."""
YEAR_PREC = 5
"""UCDP's date_prec of a date known only to the year."""
ALONE_REACH = 10
"""Characters behind a time in which "alone" stands."""
MONTH_PREC = 4
"""UCDP's date_prec of a month: that of shorter times is finer."""
SUPERLATIVE_REACH = 14
"""Tokens before "since" in which "the deadliest" makes a comparison of it."""
EVENT_REACH = 4
"""Tokens behind "since" in which the event stands from which it counts."""
BEGAN_REACH = 8
"""Tokens behind "since" in which the day stands from which it counts."""


class Scopes:
    """Tells the figures that cover a time, an area or a war from those of one incident."""

    def __init__(self, marks: Marks, people: Whose) -> None:
        self.marks = marks
        self.people = people

    def of(self, count: CountPhrase, effect: Effect, within: range) -> Scope | None:
        """The scope of a figure in the sentence `within`, None for one incident's."""
        marks = self.marks
        verbs = tuple(self._linked(marks.predicate(effect.word)))
        wide = [a for a in marks.agents(verbs[0]) if marks.hit("scope_agents", a) is not None]
        period = self._period(verbs, count)
        if period is not None:
            return period
        several = self._several(verbs[0])
        if several is not None:
            return several
        tally = self._tally(count, verbs[0], within)
        if tally is not None:
            return tally
        area, span = marks.any_hit("scope_areas", within), marks.any_hit("scope_spans", within)
        if area is not None and span is not None:  # "shot across the city over the weekend"
            first, last = min(area.first, span.first), max(area.last, span.last)
            return Scope(marks.document.span(first, last).text)
        return self._since(verbs, wide, within, effect.field)

    def ordinals(self) -> Iterator[tuple[int, int, int, Scope]]:
        """Deeds that are the last of so many: "the city's 19th homicide of the year", "the seventh
        mayor to be murdered since January": the ordinal, its noun, the number, what it covers."""
        marks = self.marks
        for i, number in self._ordinal_words():
            noun = marks.token(i).head
            deed = marks.hit("effects.noun", noun)
            done = [
                c
                for c in marks.children(noun, "clause", "relative", "modifier")
                if (hit := marks.hit("effects.patient", c)) is not None and hit.code == "deaths"
            ]
            if deed is None and not (done and marks.hit("people", noun) is not None):
                continue
            if deed is not None and deed.code != "deaths":
                continue
            times = {marks.times_by_token.get(j) for j in marks.document.subtree(noun)} - {None}
            for time in sorted(times, key=lambda t: t.span.start if t is not None else 0)[:1]:
                if time is not None and (time.date_prec or YEAR_PREC) >= MONTH_PREC:
                    yield i, noun, number, Scope(time.span.text)

    def ordinal_deaths(self) -> Iterator[tuple[int, int, int]]:
        """Who died last of so many: the ordinal, the noun or itself, the number."""
        marks = self.marks
        for i, number in self._ordinal_words():
            head = marks.token(i).head
            general = marks.token(head).lower in marks.lexicon["persons.general"].codes
            victim = head > i and (general or marks.hit("persons.victims", head) is not None)
            noun = head if victim else i
            deed = marks.hit("effects.noun", head) if head > i else None
            timed = any(j in marks.times_by_token for j in marks.document.subtree(head))
            articles = (marks.token(c).lower for c in marks.children(head, "determiner"))
            new = not timed and any(a in marks.lexicon.numbers.singular for a in articles)
            verb = marks.predicate(head)
            over = marks.governor(verb)
            new = new and not any(marks.negated(v) for v in (verb, over) if v is not None)
            if number > 1 and deed is not None and deed.code == "deaths" and new:
                yield i, head, number  # "confirms a third death"
                continue
            verb = marks.token(noun).head
            done = (verb, *marks.children(noun, "clause", "relative", "modifier"))
            died = any(marks.is_verb(v) and self._dies(v, noun) for v in done)
            ended = not victim and any("infinitive" in marks.token(v).features for v in done)
            if number > 1 and died and (victim or ended):
                yield i, noun, number

    def _dies(self, verb: int, noun: int) -> bool:
        """Whether a verb behind somebody tells of the death: "fourth to die"."""
        hit = self.marks.hit("effects.agent", verb)
        own = verb in (self.marks.token(noun).head, *self.marks.children(noun))
        return hit is not None and hit.code == "deaths" and own and verb > noun

    def _ordinal_words(self) -> Iterator[tuple[int, int]]:
        marks = self.marks
        for i, hit in sorted(marks.hits("ordinals").items()):
            yield i, int(hit.code)
        endings = "|".join(marks.lexicon.numbers.ordinal_endings)
        for match in re.finditer(rf"\b(\d+)(?:{endings})\b", marks.document.text):
            at = marks.document.token_at(match.start())
            if at is not None and endings:
                yield at, int(match[1])

    def _linked(self, verb: int) -> Iterator[int]:
        """A verb, and those whose time is its own: those that it is joined to, and the one above
        "in which"; not that above "since July 2016, when …"."""
        marks = self.marks
        yield verb
        yield from (c for c in marks.children(verb, "conjunct") if not marks.children(c, "agent"))
        for _ in range(MAX_CLIMB):
            token = marks.token(verb)
            first = marks.token(marks.document.subtree(verb)[0])
            joined = token.relation == "conjunct"
            which = token.relation in ("relative", "clause") and first.relation == "case"
            if not (joined or which) or token.head == verb:
                return
            verb = marks.predicate(token.head)
            yield verb

    # -------------------------------------------------------------------------------- periods

    def _period(self, verbs: tuple[int, ...], count: CountPhrase) -> Scope | None:
        """A time too long for one incident, in the clause: "across the country in 2017", "from 1
        to 21 January", "every year", "in the past three months"."""
        marks = self.marks
        own = marks.times_by_token.get(count.last)
        if own is not None and own.timex_type == "SET":
            return Scope(own.span.text)  # "about 300 a year"
        since = counted_from(marks, marks.document.sentence_of(count.first))
        if self._tells_one_event(verbs[0]):
            return None
        for verb in verbs:
            for i in marks.document.subtree(verb):
                time = marks.times_by_token.get(i)
                if time is None or i in since or only_modifies(marks, time):
                    continue
                if self._dates_event(i, verb):
                    continue
                if self._is_long(time, verb):
                    start = time.start.isoformat() if time.start is not None else None
                    end = time.end or time.start
                    return Scope(time.span.text, start, end.isoformat() if end else None)
        return None

    def _tells_one_event(self, verb: int) -> bool:
        """Whether a clause tells the one event of a past year: "in 1985 three people were killed
        when gunmen attacked the airport", "last year 30 were killed in a similar attack"."""
        marks = self.marks
        singular = marks.lexicon.numbers.singular
        for noun in marks.children(verb, "oblique", "agent"):
            one = any(marks.token(c).lower in singular for c in marks.children(noun))
            if one and marks.hit("events.nouns", noun) is not None:
                return True
        spot = marks.lexicon["spot_words"].codes
        for noun in marks.children(verb, "oblique"):  # "at Uvalde last year 19 were killed"
            named = noun in marks.places_by_token or marks.token(noun).pos == "PROPN"
            if marks.case(noun) in spot and (named or marks.hit("targets", noun) is not None):
                return True
        when = marks.lexicon["when_words"].codes
        for clause in marks.children(verb, "clause"):
            opened = any(marks.token(c).lower in when for c in marks.children(clause))
            past = "past" in marks.token(clause).features
            if opened and past and marks.hit("events.verbs", clause) is not None:
                return True
        return False

    def _dates_event(self, i: int, verb: int) -> bool:
        """Whether a time tells when one incident was: "the 2004 bombings", "a blast in 2003 killed
        36"."""
        marks = self.marks
        if marks.times_by_token[i].timex_type != "DATE":
            return False
        if any(self._is_one_event(a) for a in marks.agents(verb)):
            return True
        at = i
        for _ in range(MAX_CLIMB):
            if marks.token(at).head in (at, verb):
                return False
            at = marks.token(at).head
            if self._is_one_event(at):
                return True
        return False

    def _is_one_event(self, noun: int) -> bool:
        """Whether a noun names a single incident: "a blast", "the bombings", no "war"."""
        marks = self.marks
        known = any(
            marks.token(c).lower in marks.lexicon["anaphora"].codes
            for c in marks.children(noun, "determiner")
        )
        return (
            marks.hit("events.nouns", noun) is not None
            and ("plural" not in marks.token(noun).features or known)
            and marks.hit("scope_agents", noun) is None
        )

    def _is_long(self, time: TimeExpression, verb: int) -> bool:
        value = time.value or ""
        if time.timex_type == "SET" or value.startswith("PX"):
            return True  # "every year", "in recent weeks"
        if time.start is None:
            return False
        if (time.date_prec or 0) >= MONTH_PREC and self._is_alone(time):
            return True  # "in July alone"
        lasts = (time.end or time.start) - time.start
        if time.timex_type == "DURATION":
            return lasts >= WHILE and self._reaches_now(time)
        if time.date_prec == YEAR_PREC and len(value) == 4:
            return True
        since = time.span.text.lower().split()[0] in self.marks.lexicon["scope_words"].codes
        if since:
            return False
        if "/" in value:
            return lasts >= TALLY  # "from 1 to 21 January"
        return lasts >= LONG or (
            lasts >= WHILE and self._reaches_now(time) and self._is_perfect(verb)
        )

    def _is_alone(self, time: TimeExpression) -> bool:
        """Whether "alone" stands behind a time."""
        text = self.marks.document.text[time.span.end : time.span.end + ALONE_REACH].lower()
        return any(text.strip().startswith(w) for w in self.marks.lexicon["scope_alone"].codes)

    def _reaches_now(self, time: TimeExpression) -> bool:
        """Whether a time reaches up to the day of the report: "the past month", "this month"."""
        published = self._published()
        return published is not None and time.end is not None and time.end >= published

    def _published(self) -> date | None:
        published = self.marks.document.report.published
        return date.fromisoformat(published[:10]) if published else None

    def _is_perfect(self, verb: int) -> bool:
        """Whether a verb tells of all up to now: "have been killed this month"."""
        marks = self.marks
        have = marks.lexicon["perfect_auxiliaries"].codes
        return any(
            marks.token(c).lower in have for c in marks.children(verb, "auxiliary", "copula")
        )

    # ------------------------------------------------------------------------------- tallies

    def _several(self, verb: int) -> Scope | None:
        """Incidents told apart, or of a kind that is never one: "killed in separate attacks",
        "wounded in shootings across town"."""
        marks = self.marks
        where = marks.lexicon["place_roles.site"].codes
        for i in marks.document.subtree(verb):
            token = marks.token(i)
            if "plural" not in token.features or marks.case(i) not in where:
                continue
            around = [marks.token(c) for c in marks.children(i)]
            apart = any(t.lower in marks.lexicon["scope_apart"].codes for t in around)
            many = marks.hit("scope_events", i) is not None
            known = any(t.relation == "determiner" for t in around)
            if (many and not known) or (apart and marks.hit("events.nouns", i) is not None):
                return Scope(self.people.phrase(i))
        return None

    def _tally(self, count: CountPhrase, verb: int, within: range) -> Scope | None:
        """Deeds that somebody keeps count of: "has registered 427 extrajudicial killings", "logged
        61 violent deaths across both states in the week"."""
        marks = self.marks
        noun = count.noun
        if noun is None or "plural" not in marks.token(noun).features:
            return None
        kept = marks.hit("tally_verbs", verb) is not None
        span = marks.any_hit("scope_spans", within)
        deeds = marks.hit("scope_deeds", noun) is not None
        losses = marks.hit("effects.noun", noun) is not None and marks.hit("people", noun) is None
        if not (kept and (deeds or (losses and span is not None))):
            return None
        words = marks.document.span(span.first, span.last).text if span is not None else None
        return Scope(words or marks.document.span(count.first, noun + 1).text)

    # --------------------------------------------------------------------------------- since

    def _since(
        self, verbs: tuple[int, ...], wide: list[int], within: range, field: ClaimField
    ) -> Scope | None:
        """As in "since January", "the war has killed 6,000", "attacks have killed hundreds"."""
        marks = self.marks
        verb = verbs[0]
        words = marks.any_hit("scope_words", within)
        if words is not None and (
            self._compares(words.first, within)
            or self._is_loose(words)
            or self._is_open(words)
            or (self._is_dated_by(words) and self._tells_one_event(verb))
            or (field == "displaced" and self._is_recent(words))
        ):
            words = None
        plural = [
            a
            for a in wide
            if "plural" in marks.token(a).features and not marks.children(a, "determiner", "number")
            if not self._is_dated(a, verb)
            if words is not None or self._is_such(a) or self._lasts(verb)
        ]
        conflict = [a for a in wide if marks.hit("events.nouns", a) is None]
        since = words is not None and (wide or self._clauses_of(words.head) & {*verbs})
        if not (conflict or plural or since):
            return None
        if words is None:
            return Scope(self.people.phrase((conflict or plural)[0]))
        end = words.last
        time = marks.times_by_token.get(end) or marks.times_by_token.get(words.first)
        while end < within.stop and time is not None and marks.times_by_token.get(end) == time:
            end += 1
        tree = marks.document.subtree(words.head)
        end = max(end, tree[-1] + 1) if since and len(tree) < SCOPE_WORDS else end
        return Scope(marks.document.span(words.first, max(end, words.last)).text)

    def _clauses_of(self, i: int) -> set[int]:
        """The verbs that a scope's words may tell of: for "since the war began" the one above."""
        verb = self.marks.predicate(i)
        above = self.marks.governor(verb) if self.marks.token(i).relation == "marker" else None
        return {verb} if above is None else {verb, above}

    def _lasts(self, verb: int) -> bool:
        """Whether a clause tells a time of a week or more: "in the first half of the month"."""
        marks = self.marks
        times = (marks.times_by_token.get(i) for i in marks.document.subtree(verb))
        return any(
            t is not None and t.start is not None and (t.end or t.start) - t.start >= TALLY
            for t in times
        )

    def _is_such(self, noun: int) -> bool:
        """Whether events are of a kind and not those of the report: "such attacks"."""
        marks = self.marks
        such = marks.lexicon["such_words"].codes
        return any(marks.token(c).lower in such for c in marks.children(noun))

    def _is_dated(self, noun: int, verb: int) -> bool:
        """Whether several events are of one day: "bombings on Friday killed 258 people"."""
        marks = self.marks
        own = (*marks.document.subtree(noun), *marks.document.subtree(verb))
        times = (marks.times_by_token.get(i) for i in own)
        return any(t is not None and t.start is not None and t.date_prec == 1 for t in times)

    def _is_open(self, words: Hit) -> bool:
        """Whether a phrase that asks for a time goes on with something else: "au cours des combats"
        is no "au cours des trois premiers mois"."""
        marks = self.marks
        if words.last - words.first < 2 or marks.token(words.last - 1).pos not in ("ADP", "DET"):
            return False
        after = range(words.last, min(words.last + EVENT_REACH, len(marks.document.tokens)))
        timed = (*after, words.last - 1)
        return not any(
            i in marks.times_by_token or marks.token(i).lower in marks.lexicon.units for i in timed
        )

    def _is_dated_by(self, words: Hit) -> bool:
        """Whether words are a time in the past: "last year"."""
        time = self.marks.times_by_token.get(words.last - 1)
        return (
            time is not None
            and time.timex_type == "DATE"
            and not (time.value or "X").endswith("..")
        )

    def _is_recent(self, words: Hit) -> bool:
        """Whether "since" counts from a day of these weeks: those who fled since then fled it."""
        time, day = self.marks.times_by_token.get(words.last), self.marks.document.report.day
        start = time.start if time is not None else None
        return start is not None and day is not None and day - start <= WHILE

    def _is_loose(self, words: Hit) -> bool:
        """Whether "since" only tells that time has passed ("has since risen to 34"), or counts from
        an event of the report ("since the attack"): the figure is that event's."""
        marks = self.marks
        head = marks.token(words.head)
        if words.last - words.first > 1 or head.pos not in ("ADV", "ADP", "SCONJ"):
            return False
        if words.last in marks.times_by_token:
            return False
        last = marks.document.sentence_of(words.first).last
        after = range(words.last, min(words.last + EVENT_REACH, last))
        event = next((i for i in after if i in marks.hits("events.nouns")), None)
        if event is not None:
            if self._is_old(range(event, min(event + BEGAN_REACH, last))):
                return False
            if marks.token(event).lower in marks.lexicon["lasting_events"].codes:
                return False  # "since the protests began"
            determiners = marks.children(event, "determiner")
            anaphora = marks.lexicon["anaphora"].codes
            return any(marks.token(d).lower in anaphora for d in determiners)
        auxiliary = words.first > 0 and marks.token(words.first - 1).pos == "AUX"
        return auxiliary or words.last >= last - 1  # "has since risen", "died since."

    def _is_old(self, within: range) -> bool:
        """Whether a day long before the report stands there: "the fighting began in April 2019"."""
        published = self._published()
        times = (self.marks.times_by_token.get(i) for i in within)
        return published is not None and any(
            t is not None and t.start is not None and t.start < published - OLD for t in times
        )

    def _compares(self, first: int, within: range) -> bool:
        """Whether "since" only ranks this incident: "the deadliest attack since 2016"."""
        before = range(max(within.start, first - SUPERLATIVE_REACH), first)
        verbs = [i for i in before if self.marks.token(i).pos in VERBAL]
        before = range(max(verbs, default=before.start - 1) + 1, first)
        return self.marks.any_hit("superlatives", before) is not None
