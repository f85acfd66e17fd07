"""Where and when each incident of a report was, as the report says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from rashomon.assemble.dates import OPEN
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_fine
from rashomon.document import CountPhrase, PlaceName, TimeExpression, normalise
from rashomon.records import PlaceRole, PlaceValue, TimeValue

_LISTED = re.compile(
    r"(?:\s*,\s*|\s*,?\s+(?:and|or|et|ou)\s+)(?:(?:in|the|à|de|du|en)\s+|d['’])?", re.IGNORECASE
)
"""What stands between the names of a list."""
A_DAY = timedelta(days=1)
NIGHT, NOON = "TNI", "12:00"
"""How TimeML ends a night's value, and the hour from which one is of its first day."""
CARE_REACH = 2
"""Tokens from a hospital to the name of its town."""
NEAR_REACH = 24
"""Characters between a site and the town that it is near."""
BESIDE_REACH = 12
"""Characters between a place and the region that it lies in: "X in the Y"."""
THERE_REACH = 400
"""Characters from a place to the "there" that takes it up, in the sentence before at most."""
MAX_CLIMB = 6
"""Steps from a name up to the noun whose preposition tells its role: "in the town of X"."""
WATERS = 7
"""UCDP's where_prec of seas and international waters."""
NATIVE_REACH = 3
"""Steps from a name up to the "native" that it tells of."""
MEASURE_REACH = 3
"""Tokens between a measure and the preposition of the place that it is measured from."""


def _is_night(time: TimeExpression) -> bool:
    """Whether a time is a night of two days ("overnight"), and no weekend."""
    if time.start is None or time.end is None or not (time.value or "").endswith(NIGHT):
        return False
    return time.end - time.start == A_DAY


def _day_of_hour(hour: TimeExpression, told: list[TimeExpression]) -> TimeExpression | None:
    """The day of an hour without one: that of the event told first; of a night of two days the
    second where it was after midnight ("overnight … around 2:30 a.m.")."""
    first = next(iter(told), None)
    if first is None or not _is_night(first) or hour.time is None:
        return first
    day = first.end if hour.time < NOON else first.start
    return replace(first, start=day, end=day, date_prec=1)


def _goes_on(time: TimeExpression) -> bool:
    """Whether a time only counts from a day up to that of the report: "since Friday"."""
    return (time.value or "").endswith(OPEN) and time.start != time.end


class Whereabouts:
    """Place and time claims."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self) -> list[Draft]:
        """Times and places of every incident, in the order of the text."""
        found = [
            draft
            for happening in self.happenings.found
            for draft in (*self._times(happening), *self._places(happening))
        ]
        return sorted(found, key=lambda d: d.anchor)

    # ----------------------------------------------------------------------------------- when

    def _times(self, happening: Happening) -> Iterator[Draft]:
        seen: set[tuple[object, ...]] = set()
        told = list(self._times_of(happening))
        firm = [
            t
            for t, at in told
            if t.start and (t.date_prec == 1 or _is_night(t)) and not self._is_later(at)
        ]
        days = [t.start for t in firm if t.start is not None]
        firm = firm or [t for t, _ in told if t.date_prec == 1]
        for time, token in told:
            later = bool(days) and time.start is not None and time.start > min(days)
            if (later and self._is_later(token)) or (_goes_on(time) and time.start in days):
                continue
            dated = time if time.start is not None else _day_of_hour(time, firm)
            value = TimeValue(
                start=dated.start.isoformat() if dated and dated.start else None,
                end=(dated.end or dated.start).isoformat() if dated and dated.start else None,
                date_prec=dated.date_prec if dated else None,
                time=time.time,
                tz=time.tz,
                text=time.span.text,
            )
            key = (value.start, value.end, value.time)
            if key in seen or (value.start is None and value.time is None):
                continue
            seen.add(key)
            yield Draft(
                field="time",
                value=value,
                anchor=token,
                words=time.span.text,
                content=self.marks.clause(self.marks.predicate(token)),
                about=happening,
                mode=happening.mode if self._is_past(time) else None,
            )

    def _is_later(self, token: int) -> bool:
        """Whether a time is that of what came of the event, which only dates it where nothing else
        does: when somebody claimed it or died of it, when the toll rose."""
        marks = self.marks
        verb = marks.predicate(token)
        if not marks.is_verb(verb):
            return False
        died = marks.hit("effects.agent", verb)
        if died is not None and died.code == "deaths":
            return True  # "a third soldier died on Wednesday"
        counted = any(h.last == token for h in marks.hits("counting_leads").values())
        if counted or marks.hit("later_verbs", verb) is not None:
            return True  # "17 as of Monday night", "the dead were buried on Thursday"
        if marks.hit("responsibility.claim_verbs", verb) is not None:
            named = ("responsibility.claim_nouns", "events.nouns")  # not "claimed three lives"
            return any(
                marks.hit(name, i) is not None for i in marks.patients(verb) for name in named
            )
        return marks.hit("toll_moves", verb) is not None and any(
            marks.hit(name, i) is not None
            for i in (*marks.agents(verb), *marks.patients(verb))
            for name in ("sums_of_dead", "count_nouns")
        )

    def _is_past(self, time: TimeExpression) -> bool:
        """Whether a time ended by the day of the report: what is still to come of an event ("will
        be charged in Tuesday's shooting in Toledo") does not make its day and place so."""
        published = self.marks.document.report.day
        return published is not None and time.end is not None and time.end <= published

    def _times_of(self, happening: Happening) -> Iterator[tuple[TimeExpression, int]]:
        for trigger in happening.triggers:
            if trigger.time is not None:
                token = self.marks.document.token_at(trigger.time.span.start)
                yield trigger.time, trigger.i if token is None else token
        sentences = {self.marks.token(t.i).sentence for t in happening.triggers}
        for time in self.marks.document.times:
            token = self.marks.document.token_at(time.span.start)
            if token is None or time.start is not None or time.time is None:
                continue
            in_event = self.marks.token(token).sentence in sentences
            if self.happenings.of(token) is not happening or self._is_after(token):
                continue
            if in_event or (happening is self.happenings.main and self._opens_event(token)):
                yield time, token

    def _is_after(self, token: int) -> bool:
        """Whether an hour is that of an arrest or a court: "was in custody at 12:02 a.m."."""
        verb = self.marks.predicate(token)
        return self.marks.is_verb(verb) and self.happenings.dates.is_of_aftermath(token)

    def _opens_event(self, token: int) -> bool:
        """Whether an hour in a sentence without a word for an event is that at which it began: "It
        was about 7.50 p.m.", "They had left at 10.50", "The first call came in at 9.52"."""
        marks = self.marks
        sentence = marks.document.sentence_of(token)
        first = marks.token(sentence.first)
        if sentence.kind != "body":
            return False
        if first.lower in marks.lexicon["clock_subjects"].codes:
            return marks.token(first.i + 1).lower in marks.lexicon["clock_copulas"].codes
        verb = marks.predicate(token)
        told = (*marks.agents(verb), *marks.patients(verb))
        if any(marks.hit("clock_nouns", i) is not None and i != token for i in told):
            return True  # "the time of impact was given as 11:30"
        if not marks.is_verb(verb) or self.happenings.dates.is_of_telling(token):
            return False
        if marks.hit("scene.respond", verb) and self.happenings.dates.called(verb):
            return True
        agents = marks.agents(verb)
        if marks.hit("coming_verbs", verb) is not None:
            people = [marks.hit("people", i) for i in agents]
            bodies = any(marks.hit("voices", i) is not None for i in agents)  # "the army arrived"
            return not bodies and all(p is None or p.code == "fighters" for p in people)
        begins = marks.hit("scene.begin", verb) is not None
        speaks = begins and bool(marks.children(verb, "complement"))  # "began to speak at 6.03"
        return (begins and not speaks) or marks.hit("scene.happen", verb) is not None

    # ---------------------------------------------------------------------------------- where

    def _places(self, happening: Happening) -> Iterator[Draft]:
        names: dict[tuple[str, PlaceRole], tuple[PlaceName, int]] = {}
        past: set[str] = set()
        for trigger in happening.triggers:
            for name in (*trigger.places, *trigger.heard_in):
                token = self._head(name)
                if token is None:
                    continue
                role = self._role(token, trigger.i)
                there = self.happenings.stands_for(trigger.i) == name
                there = there and not self._is_in_care(token)
                if there or (role in ("reference", "origin") and self._is_spot(name)):
                    role = "site"
                if trigger.time is not None and self._is_past(trigger.time):
                    past.add(name.place)
                names.setdefault((name.place, role), (name, token))
        if not any(role == "site" for _, role in names):
            for name, token in self._there(happening):
                names.setdefault((name.place, "site"), (name, token))
        names = self._with_lists(names)
        speaking = {k for k, (_, token) in names.items() if self._is_speakers(token)}
        names = {
            (place, "reference" if self._is_measured_from(name) else role): found
            for (place, role), found in names.items()
            for name in [found[0]]
        }
        names = self._with_containers(names)
        told = {k for k in names if k[1] == "site" and k not in speaking}
        fine = {k for k in told if is_fine(self.marks, names[k][0])}
        beside = {k for k, (name, token) in names.items() if self._is_beside_site(name, token)}
        beside |= {k for k in told if self._is_near_another(names[k][0], told - {k}, names)}
        for (place, named), (name, token) in names.items():
            away = (place, named) in speaking and (fine if self._is_local(token) else told)
            ends = self._is_between(token) and fine - self._between(names)
            aside = (place, named) in beside and fine - beside
            role = "reference" if named == "site" and (away or ends or aside) else named
            yield Draft(
                field="place",
                value=PlaceValue(place, name.span.text, role),
                anchor=token,
                words=name.span.text,
                content=self.marks.clause(self.marks.predicate(token)),
                about=happening,
                mode=happening.mode if place in past else None,
            )

    def _with_lists(
        self, names: dict[tuple[str, PlaceRole], tuple[PlaceName, int]]
    ) -> dict[tuple[str, PlaceRole], tuple[PlaceName, int]]:
        """The names, those that go on a list of sites as sites: "à X, Y et Z"."""
        found: dict[tuple[str, PlaceRole], tuple[PlaceName, int]] = {}
        end, before = -1, "reference"
        for (place, role), (name, token) in sorted(
            names.items(), key=lambda each: each[1][0].span.start
        ):
            between = self.marks.document.text[end : name.span.start] if end >= 0 else "."
            goes_on = _LISTED.fullmatch(between) is not None
            if goes_on and before == "site" and role == "reference":
                role = "site"
            end, before = name.span.end, role
            found.setdefault((place, role), (name, token))
        return found

    def _with_containers(
        self, names: Mapping[tuple[str, PlaceRole], tuple[PlaceName, int]]
    ) -> dict[tuple[str, PlaceRole], tuple[PlaceName, int]]:
        """The names, what only tells where an origin or a destination lies as such: "launched from
        X in Y"."""
        text, within = self.marks.document.text, self.marks.lexicon["place_roles.site"].codes
        away = [
            (name.span.end, role)
            for (_, role), (name, _) in names.items()
            if role in ("origin", "destination")
        ]
        found: dict[tuple[str, PlaceRole], tuple[PlaceName, int]] = {}
        for (place, role), (name, token) in names.items():
            kept = role
            for end, of in away if role == "site" else ():
                between = text[end : name.span.start]
                near = 0 < len(between) <= BESIDE_REACH
                if near and normalise(between).strip(" ,(").split(" ")[0] in within:
                    kept = of
            found.setdefault((place, kept), (name, token))
        return found

    def _there(self, happening: Happening) -> Iterator[tuple[PlaceName, int]]:
        """The place named last before "there", where an event is said to have been there; or that
        of the main incident, where it was in "the same camp"."""
        marks = self.marks
        main = self.happenings.main
        if main is not None and main is not happening and self._is_in_the_same(happening):
            yield from self._sites_of(main)
            return
        for trigger in happening.triggers:
            verb = marks.predicate(trigger.i)
            words = (c for c in marks.children(verb) if marks.hit("there", c) is not None)
            at = next(iter(words), None)
            if at is None:
                continue
            last = marks.document.sentence_of(at).index
            before = [
                name
                for name in marks.document.place_names
                if name.span.end <= marks.token(at).start and name.use == "place"
                if is_fine(marks, name) and marks.token(at).start - name.span.end < THERE_REACH
            ]
            token = self._head(before[-1]) if before else None
            if token is not None and last - marks.document.sentence_of(token).index <= 1:
                yield before[-1], token
                return

    def _is_in_the_same(self, happening: Happening) -> bool:
        """Whether an event was in "the same camp", "the same town"."""
        marks = self.marks
        nouns = marks.hits("same_places")
        first, last = happening.triggers[0].i, happening.triggers[-1].i
        sentence = marks.document.sentence_of(first)
        return any(
            marks.token(i - 1).lower in marks.lexicon["same_words"].codes
            for i in nouns
            if sentence.first < i < sentence.last and (i > first or last == first)
        )

    def _sites_of(self, happening: Happening) -> Iterator[tuple[PlaceName, int]]:
        """The first town in which an incident is said to have been."""
        for trigger in happening.triggers:
            for name in trigger.places:
                token = self._head(name)
                if token is None or not is_fine(self.marks, name):
                    continue
                if self._role(token, trigger.i) == "site":
                    yield name, token
                    return

    def _is_local(self, token: int) -> bool:
        """Whether a place is that of a voice of the place: "the mayor of X said"."""
        return any(
            each.voice is not None
            and each.voice.kind == "local"
            and each.source is not None
            and each.source.start <= self.marks.token(token).start < each.source.end
            for each in self.happenings.voices.attributions
        )

    def _is_between(self, token: int) -> bool:
        """Whether a name only bounds where something was: "between X and Y"."""
        marks = self.marks
        words = marks.lexicon["between_words"].codes
        at = token
        while marks.token(at).relation == "conjunct" and marks.token(at).head != at:
            at = marks.token(at).head
        return marks.case(at) in words

    def _between(
        self, names: Mapping[tuple[str, PlaceRole], tuple[PlaceName, int]]
    ) -> set[tuple[str, PlaceRole]]:
        return {key for key, (_, token) in names.items() if self._is_between(token)}

    def _is_measured_from(self, name: PlaceName) -> bool:
        """Whether a name stands inside the name of a spot ("54 nautical miles south-west of X"), or
        another place is measured from it ("X, a hamlet 15 km south of Y")."""
        document = self.marks.document
        inside = any(
            other.span.start < name.span.start and name.span.end <= other.span.end
            for other in document.place_names
        )
        return inside or any(
            place.id != name.place
            and clause.span.start < name.span.start
            and name.span.end <= clause.span.end
            and any(clause.span.start <= c.span.start < clause.span.end for c in self._measures)
            for place in document.places
            for clause in place.clauses
        )

    @cached_property
    def _measures(self) -> tuple[CountPhrase, ...]:
        return tuple(c for c in self.marks.document.counts if c.kind == "measure")

    def _is_beside_site(self, name: PlaceName, token: int) -> bool:
        """Whether a name is that of a sea, or of where a road leads: the site only where no town is
        told ("X, a port on the Y Sea"; "at Z, on the road to X")."""
        marks = self.marks
        place = marks.place(name.place)
        if place.country is None and place.where_prec == WATERS:
            return True
        head = marks.token(token).head
        return head != token and marks.hit("place_roles.ways", head) is not None

    def _is_spot(self, name: PlaceName) -> bool:
        """Whether a name is a measure: "54 nautical miles south-west of X"."""
        return any(name.span.start <= c.span.start < name.span.end for c in self._measures)

    def _is_near_another(
        self,
        name: PlaceName,
        told: Set[tuple[str, PlaceRole]],
        names: Mapping[tuple[str, PlaceRole], tuple[PlaceName, int]],
    ) -> bool:
        """Whether a name only tells where the site before it is: "X, near Y"."""
        text = self.marks.document.text
        return any(
            0 < name.span.start - names[k][0].span.end < NEAR_REACH
            and normalise(text[names[k][0].span.end : name.span.start]).strip(" ,(")
            in self.marks.lexicon["place_roles.near"].codes
            for k in told
        )

    def _is_in_care(self, token: int) -> bool:
        """Whether a name is of the town of a hospital: "in a hospital in X"."""
        marks = self.marks
        near = range(max(token - CARE_REACH, marks.document.sentence_of(token).first), token)
        return any(marks.hit("conditions.care", i) is not None for i in near)

    def _is_speakers(self, token: int) -> bool:
        """Whether a place stands in the words for a speaker ("officials in Srinagar said"): it is
        the site where no other is told."""
        marks = self.marks
        for each in self.happenings.voices.attributions:
            if each.source is None or token in each.content:
                continue
            head = marks.document.token_at(each.source.start)
            if head is None or marks.token(head).sentence != marks.token(token).sentence:
                continue
            last = marks.document.token_at(each.source.end - 1)
            words = range(head, (head if last is None else last) + 1)
            if token in words or any(
                token in marks.document.subtree(i) and not marks.is_verb(i) for i in words
            ):
                return True
        return False

    def _head(self, name: PlaceName) -> int | None:
        document = self.marks.document
        first, last = document.token_at(name.span.start), document.token_at(name.span.end - 1)
        if first is None or last is None:
            return None
        inside = range(first, last + 1)
        return next((i for i in inside if document.tokens[i].head not in inside), last)

    def _role(self, token: int, trigger: int) -> PlaceRole:
        """By the preposition of the name, or of the noun that it names ("the town of X")."""
        marks = self.marks
        if self._is_heading(token, trigger) or self._is_fronted(token):
            return "site"
        if self._is_native_of(token):
            return "origin"
        at = token
        for _ in range(MAX_CLIMB):
            case = marks.case(at)
            relation = marks.token(at).relation
            near = range(max(at - CARE_REACH, marks.document.sentence_of(at).first), at + 1)
            treated = marks.hit("conditions.treat_verbs", marks.predicate(at)) is not None
            if treated or any(self._is_of_care(i) for i in near):
                return "reference"  # "died in a hospital in X", "was treated in X"
            if relation == "patient" and marks.predicate(at) == marks.predicate(trigger):
                verb = marks.predicate(at)
                struck = verb == trigger or marks.hit("place_roles.struck", verb) is not None
                return "site" if struck else "reference"  # "the attack stunned the country"
            if marks.hit("place_roles.towards", marks.token(at).head) is not None:
                return "destination"  # "in the direction of X"
            if case in marks.lexicon["place_roles.origin"].codes:
                verb = marks.predicate(at)
                if marks.hit("place_roles.reported", verb) is not None:
                    return "site"  # "another blast is reported from X"
                if marks.is_verb(verb) and any(
                    marks.hit(name, verb) is not None for name in ("speech", "judging")
                ):
                    return "reference"  # "condemned the attack from X"
            if self._is_where_speaker_was(at):
                return "reference"
            came = marks.hit("place_roles.origin_verbs", marks.token(at).head) is not None
            if came and case in marks.lexicon["of_words"].codes:
                return "origin"  # "venus du Mali"
            for role in ("origin", "destination", "site"):
                if case in marks.lexicon[f"place_roles.{role}"].codes:
                    return self._site_or_reference(at, role)
            if case in marks.lexicon["of_words"].codes and self._is_apposed(at):
                break  # "Pat Doe, of X": where somebody is from
            climbs = relation in ("name", "apposition", "conjunct", "modifier", "possessor") or (
                relation == "oblique" and case is None and marks.token(at).head == at - 1
            )  # "au lieu-dit X"
            if not (climbs or case in marks.lexicon["of_words"].codes):
                break
            head = marks.token(at).head
            if head == at:
                break
            if head == trigger and not marks.is_verb(head) and self._is_spot_of_event(token):
                return "site"  # "the attack of the village of X", "the X bombing"
            at = head
        return "reference"

    def _is_where_speaker_was(self, at: int) -> bool:
        """Whether a name is in what is told of somebody who speaks: "the minister, who was in X
        when it happened, called for calm"."""
        marks = self.marks
        relative = self.happenings.inside_relative(at)
        if relative is None or marks.token(relative).head == relative:
            return False
        noun = marks.token(relative).head
        verb = marks.predicate(noun)
        speaks = marks.hit("speech", verb) is not None or marks.hit("judging", verb) is not None
        copula = any(marks.token(i).pos == "AUX" for i in (relative, *marks.children(relative)))
        return speaks and copula and noun in marks.agents(verb) and noun < at < verb

    def _is_native_of(self, token: int) -> bool:
        """Whether a name says where somebody is from: "originaire de la cité X, à Y"."""
        marks = self.marks
        at = token
        for _ in range(NATIVE_REACH):
            head = marks.token(at).head
            if head == at or (marks.is_verb(head) and marks.hit("events.verbs", head) is not None):
                return False
            if head < token and marks.hit("place_roles.native", head) is not None:
                return True
            at = head
        return False

    def _is_spot_of_event(self, token: int) -> bool:
        """Whether an event may be named after a place: a town or finer, not a state that acts."""
        name = self.marks.places_by_token.get(token)
        return name is not None and is_fine(self.marks, name)

    def _is_heading(self, token: int, trigger: int) -> bool:
        """Whether a name stands bare in the heading of the paragraph: "Mon 18 Sept, X."."""
        marks = self.marks
        heading = marks.document.sentence_of(token)
        of_event = marks.document.sentence_of(trigger)
        body = (s.index for s in marks.document.sentences if s.kind == "body")
        if heading.kind == "dateline" or heading.index in (of_event.index, next(body, None)):
            return False  # "X, June 5." at the head of a report tells where it was written
        if heading.paragraph != of_event.paragraph:
            return False
        words = range(heading.first, heading.last)
        return marks.case(token) is None and not any(map(marks.is_verb, words))

    def _is_fronted(self, token: int) -> bool:
        """Whether a name stands between commas before the subject, as a time would: "Sunday, around
        11 p.m., X estate, a man was shot"."""
        marks = self.marks
        sentence = marks.document.sentence_of(token)
        head = marks.token(token).head
        noun = head if marks.token(token).relation in ("name", "apposition", "modifier") else token
        first, last = min(noun, token), max(noun, token)
        if marks.case(token) is not None or marks.case(noun) is not None:
            return False
        if last - first > 2 or first == sentence.first or last + 1 >= sentence.last:
            return False
        if any(map(marks.is_verb, range(sentence.first, last + 1))):
            return False
        bounded = marks.token(first - 1).text == "," and marks.token(last + 1).text in (",", "(")
        before = range(sentence.first, first - 1)
        return bounded and any(i in marks.times_by_token for i in before)

    def _is_of_care(self, at: int) -> bool:
        """Whether a noun is a hospital to which somebody was taken, or in which somebody died or
        speaks."""
        marks = self.marks
        if marks.hit("conditions.care", at) is None:
            return False
        verb = marks.predicate(at)
        names = ("conditions.carry_verbs", "conditions.stay_verbs", "effects.agent", "speech")
        return any(marks.hit(name, verb) is not None for name in names)

    def _is_apposed(self, at: int) -> bool:
        """Whether a comma stands before the preposition of a name."""
        before = min(self.marks.children(at, "case"), default=at) - 1
        return before >= 0 and self.marks.token(before).text == ","

    def _site_or_reference(self, at: int, role: str) -> PlaceRole:
        if role != "site":
            return role  # type: ignore[return-value]  # "origin" or "destination"
        # "seven miles from the border": a place in a measure locates, it is not the site.
        cases = self.marks.children(at, "case")
        start = min(cases) if cases else at
        measured = any(
            start - MEASURE_REACH <= c.last <= start
            and all(self.marks.token(i).pos != "PUNCT" for i in range(c.last, start))
            for c in self._measures
        )
        return "reference" if measured else "site"
