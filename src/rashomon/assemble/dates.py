"""Dates: which times of a report say when something happened.

A time may belong to something else than the event of its clause: to the saying ("said on Friday"),
or to what was done about it later ("was charged on Monday with killing …").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import CONDITIONAL, Voices
from rashomon.document import Sentence, TimeExpression

LABEL_REACH = 2
"""Tokens between a time and the label before it."""
SLACK = timedelta(days=1)
"""Overnight attacks and clumsy datelines: days this close are not yet another incident."""
A_DAY = timedelta(days=1)
NAME_REACH = 4
"""Tokens from a time to the noun for the event that it names: "Tuesday's fatal shooting"."""
NAMING = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
"""Parts of speech that stand between the two; "on Tuesday that the attack …" names none."""
OWN_WORDS = 4
"""Tokens between the noun for an event and a time that its own phrase ends with: "the shooting of a
man at a party Saturday night"."""


TELLING = ("effects.agent", "scene.happen", "scene.respond")
"""Verbs that tell what happened, wherever it was: "was shot outside the court on Monday"."""

SEASONS = ("-SP", "-SU", "-FA", "-WI")
"""How TimeML ends the value of a season."""
NIGHT = "TNI"
"""How TimeML ends the value of a night, which may be of two days."""
OPEN = "/.."
"""How EDTF ends what goes on ("since 2017")."""
GOES_ON = timedelta(days=31)
"""What began longer ago and has not ended is what the news is counted from."""
_HOURS = re.compile(r"PT\d{1,2}[HM]")
_POSTED_BY = re.compile(r"\(@\w+\)\s*$")
LONGEST_HANDLE = 24
"""Characters of "(@name) " before the day of a post, by what Twitter allows."""
_YEARS = re.compile(r"P(\d{1,3})(Y|DE)")
_DAYS_OR_WEEKS = re.compile(r"P(\d{1,2})([DW])")
DAY, DAYS, MONTH, YEAR = 1, 2, 4, 5
"""UCDP's date_prec."""


def _is_open(time: TimeExpression) -> bool:
    """Whether a time goes on to the day of the report: "since April"."""
    return time.value is not None and time.value.endswith(OPEN)


def _counts_long(time: TimeExpression) -> bool:
    """Whether a time that goes on began long ago: it counts or compares, and dates no event."""
    open_since = time.start if _is_open(time) else None
    return open_since is not None and time.end is not None and time.end - open_since > GOES_ON


def began(time: TimeExpression) -> TimeExpression:
    """The day, month or year that "since" counts from: "since April 2022, when a missile hit …"."""
    if not _is_open(time) or time.start is None:
        return time
    value = str(time.value).removesuffix(OPEN)
    start = time.start
    if len(value) == len("2022-04"):
        end, precision = (
            date(start.year, start.month, monthrange(start.year, start.month)[1]),
            MONTH,
        )
    elif len(value) == len("2022"):
        end, precision = date(start.year, 12, 31), YEAR
    else:
        end, precision = start, DAY
    return replace(time, value=value, end=end, date_prec=precision)


def days_before(time: TimeExpression, length: TimeExpression) -> TimeExpression | None:
    """The day so long before a day: "two days after" one of the 9th, the 7th; a week is taken with
    a day to each side. None for what is no number of days or weeks."""
    return _moved(time, length, -1)


def days_after(time: TimeExpression, length: TimeExpression) -> TimeExpression | None:
    """The day so long after a day, as `days_before`; hours are of that day or the next."""
    if _HOURS.fullmatch(length.value or "") and time.start is not None and time.date_prec == DAY:
        return _between(length, time.start, time.start + A_DAY)
    return _moved(time, length, 1)


def _moved(time: TimeExpression, length: TimeExpression, way: int) -> TimeExpression | None:
    told = _DAYS_OR_WEEKS.fullmatch(length.value or "")
    night = (time.value or "").endswith(NIGHT)
    if told is None or time.start is None or (time.date_prec != DAY and not night):
        return None
    weeks = told[2] == "W"
    by = way * int(told[1]) * timedelta(days=7 if weeks else 1)
    slack = timedelta(days=1 if weeks else 0)
    return _between(length, time.start + by - slack, (time.end or time.start) + by + slack)


def _between(length: TimeExpression, start: date, end: date) -> TimeExpression:
    value = start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"
    return replace(
        length, timex_type="DATE", value=value, start=start, end=end,
        date_prec=DAY if start == end else DAYS, reason=None,
    )  # fmt: skip


def precedes(a: TimeExpression | None, b: TimeExpression | None) -> bool:
    """Whether the first time was over before the second."""
    if a is None or b is None or a.start is None or b.start is None:
        return False
    return _later(b.start, a.end or a.start)


def are_apart(a: TimeExpression, b: TimeExpression) -> bool:
    """Whether two times cannot be of one happening."""
    if a.start is None or b.start is None:
        return False
    a_end, b_end = a.end or a.start, b.end or b.start
    return _later(a.start, b_end) or _later(b.start, a_end)


def _later(start: date, end: date) -> bool:
    return start > end + SLACK


def only_modifies(marks: Marks, time: TimeExpression) -> bool:
    """Whether a season only tells what kind of thing it is: "a summer camp"."""
    last = marks.document.token_at(time.span.end - 1)
    if last is None or not (time.value or "").endswith(SEASONS):
        return False
    head = marks.token(last).head
    return head > last and marks.token(head).pos in ("NOUN", "PROPN")


def counted_from(marks: Marks, sentence: Sentence, i: int | None = None) -> set[int]:
    """What a sentence counts from, where it names an event of its own: "since the coup of February
    2021", "since the president took office last year"; empty for an event `i` inside it."""
    found: set[int] = set()
    for head, hit in marks.hits("since_words").items():
        if not sentence.first <= head < sentence.last or hit.last in marks.times_by_token:
            continue
        above = marks.token(hit.first).head
        if above < hit.first:
            continue
        tree = {j for j in marks.document.subtree(above) if j >= hit.first}
        if i not in tree:
            found |= tree
    return found


class Dates:
    """The times of one document that can date an event. `owner`: token → verb of its clause."""

    def __init__(self, marks: Marks, voices: Voices, owner: Sequence[int]) -> None:
        self.marks = marks
        self.voices = voices
        self.owner = owner

    def within(self, scope: set[int], recalled: bool = False) -> TimeExpression | None:
        """The first time among tokens that has days and can date an event. `recalled`: whether it
        is of an event named for comparison, whatever the verb over it tells."""
        marks = self.marks
        for j in sorted(scope):
            time = marks.times_by_token.get(j)
            if time is None or time.start is None or time.timex_type not in ("DATE", "TIME"):
                continue
            if time.date_prec is None or self._is_of_the_page(time) or self._is_ahead(time):
                continue
            if _counts_long(time) or self._is_running(time) or only_modifies(self.marks, time):
                continue
            if self._names_an_event(time):
                return time
            if not recalled and self.is_of_telling(j):
                continue
            return self._of_that_day(time, j)
        return None

    def _of_that_day(self, time: TimeExpression, j: int) -> TimeExpression:
        """What "that day" means where the day named last is only one on which somebody spoke: the
        last one on which something happened ("… on Friday. On Sunday the minister spoke of nine
        dead. That day, the two armies had been fighting …")."""
        marks = self.marks
        if time.span.text.lower() not in marks.lexicon["that_day"].codes:
            return time
        before = [i for i in marks.times_by_token if i < j and marks.times_by_token[i] != time]
        for i in sorted(before, reverse=True):
            other = marks.times_by_token[i]
            if other.start is None or other.date_prec != DAY or self._is_of_the_page(other):
                continue
            if not self.is_of_telling(i):
                return replace(time, start=other.start, end=other.end)
        return time

    def is_of_telling(self, j: int) -> bool:
        """Whether a time is that of what was said, or of what police and courts did later."""
        return self._is_of_document(j) or self._is_said_time(j) or self.is_of_aftermath(j)

    def _is_of_document(self, j: int) -> bool:
        """Whether a time only tells when something was written: "a statement of 7 August"."""
        marks, time = self.marks, self.marks.times_by_token.get(j)
        head = marks.token(j).head
        while head != j and marks.times_by_token.get(head) == time:  # "7" under "August"
            j, head = head, marks.token(head).head
        written = any(marks.hit(n, head) is not None for n in ("document_nouns", "issued_nouns"))
        return head < j and marks.case(j) in marks.lexicon["of_words"].codes and written

    def years_before(self, length: TimeExpression) -> TimeExpression | None:
        """The year that is so many years before that of the report; None for what is no number of
        years."""
        told = _YEARS.fullmatch(length.value or "")
        published = self.marks.document.report.day
        if told is None or published is None:
            return None
        year = published.year - int(told[1]) * (10 if told[2] == "DE" else 1)
        return replace(
            length, timex_type="DATE", value=str(year), start=date(year, 1, 1),
            end=date(year, 12, 31), date_prec=YEAR, reason=None,
        )  # fmt: skip

    def _names_an_event(self, time: TimeExpression) -> bool:
        """Whether a time stands before the noun for the event that it dates, whatever is said of
        it: "was arrested in the June 1 shooting", "the victims of Tuesday's attack"."""
        marks = self.marks
        last = marks.document.token_at(time.span.end - 1)
        if last is None:
            return False
        sentence = marks.document.sentence_of(last)
        nouns = marks.hits("events.nouns")
        for i in range(last + 1, min(sentence.last, last + 1 + NAME_REACH)):
            if i in nouns and not marks.is_verb(i):
                return True
            word = marks.token(i)
            if word.pos not in NAMING and word.text[0] not in "'’":
                return False
        return False

    def _is_ahead(self, time: TimeExpression) -> bool:
        """Whether a day comes after that of the report: nothing has happened on it yet."""
        published = self.marks.document.report.day
        return published is not None and time.start is not None and time.start > published + A_DAY

    def _is_running(self, time: TimeExpression) -> bool:
        """Whether a time is the year of the report: "the fourth teenager killed in 2017" counts."""
        published = self.marks.document.report.day
        year = time.start.year if time.start is not None and time.date_prec == YEAR else None
        return published is not None and year == published.year

    def is_of_aftermath(self, j: int) -> bool:
        """Whether a time belongs to what police and courts did later: "was sentenced Thursday",
        "were searching late Tuesday for two suspects in a shooting"; not where it comes after the
        event ("are investigating a shooting Wednesday night")."""
        marks = self.marks
        verb = self.owner[j]
        if self._is_of_proceedings(j, verb):
            return True
        if not marks.is_verb(verb):
            return False
        nouns = marks.hits("events.nouns")
        if marks.hit("burials", verb) is not None:
            return True
        if marks.hit("scene.aftermath", verb) is not None:
            return not (any(i in nouns for i in self._above(j)) or self._is_told_before(j, verb))
        asked = marks.hit("scene.inquiry", verb) is not None or self._is_work(verb)
        return asked and not any(self._is_event(i) for i in range(verb + 1, j))

    def _is_work(self, verb: int) -> bool:
        """Whether police or medics do something that is neither the event nor how they came to it:
        "Detectives went to a hospital Sunday to interview victims"."""
        marks = self.marks
        names = (*TELLING, "events.verbs", "effects.patient", "weapon_verbs", "speech")
        if marks.is_passive(verb) or any(marks.hit(name, verb) is not None for name in names):
            return False
        return any(marks.hit("scene.responders", i) is not None for i in marks.agents(verb))

    def _is_of_proceedings(self, j: int, verb: int) -> bool:
        """Whether a clause tells of a court or of how somebody is: "made his first appearance in
        court Monday", "was in stable condition Tuesday morning"; not where the event stands before
        the time ("is in stable condition after a shooting Sunday")."""
        marks = self.marks
        if self._is_event(verb) or any(marks.hit(name, verb) is not None for name in TELLING):
            return False
        sentence = marks.document.sentence_of(j)
        clause = [i for i in range(sentence.first, sentence.last) if self.owner[i] == verb]
        if not any(marks.hit("scene.proceedings", i) is not None for i in clause):
            return False
        return not any(self._is_event(i) for i in clause if i < j and not self._is_charge(i))

    def _is_charge(self, i: int) -> bool:
        """Whether a word for an event only names what somebody is charged with."""
        return self.marks.hit("scene.charges", i) is not None

    def _is_told_before(self, j: int, verb: int) -> bool:
        """Whether a time goes with an event that a parse lost: "was shot Saturday, the sheriff
        announced Monday"; "arrested a suspect in the shooting of a man at a party Saturday"."""
        first = self.marks.document.sentence_of(j).first
        if j < verb:
            return any(self._is_event(i) for i in range(first, j) if self.owner[i] in (i, verb))
        return any(
            self._is_event(i) and not self._is_charge(i) for i in range(verb + 1, j - OWN_WORDS)
        )

    def _is_told_within(self, verb: int, j: int) -> bool:
        """Whether a time ends what is said, and not the saying: "police said that a man was shot at
        about 3 a.m. Sunday"."""
        return any(self._is_event(i) for i in range(verb + 1, j))

    def _is_event(self, i: int) -> bool:
        """Whether a word tells that something happened to people."""
        names = ("events.nouns", "events.verbs", "effects.patient", "effects.noun")
        return any(self.marks.hit(name, i) is not None for name in names)

    def _above(self, j: int) -> Iterator[int]:
        """The tokens between a token and the verb of its clause, along the tree."""
        at = self.marks.token(j).head
        while at != self.owner[j] and self.marks.token(at).head != at:
            yield at
            at = self.marks.token(at).head

    def _is_of_the_page(self, time: TimeExpression) -> bool:
        """Whether a time is that of the page, or of a post on it: "Posted: Monday, August 11 …",
        "— A Reporter (@areporter) March 21, 2017"."""
        if _POSTED_BY.search(self.marks.document.text[: time.span.start][-LONGEST_HANDLE:]):
            return True
        first = self.marks.document.token_at(time.span.start)
        if first is None:
            return False
        sentence = self.marks.document.sentence_of(first)
        before = range(max(sentence.first, first - LABEL_REACH), first)
        return self.marks.any_hit("scene.posted", before) is not None

    def _claims(self, verb: int) -> bool:
        """Whether a verb claims an attack: "took responsibility", not "took place"."""
        marks = self.marks
        if marks.hit("responsibility.claim_verbs", verb) is None:
            return False
        if marks.hit("scene.happen", verb) is not None:
            return False
        what = marks.patients(verb)  # "claimed three lives", "was taken to hospital" claim nothing
        return not what or any(self._is_claimed(i) for i in what)

    def _costs(self, verb: int) -> bool:
        """Whether what a verb takes is lives: "claimed the lives of a boy and his mother"."""
        return any(self.marks.hit("lives", i) is not None for i in self.marks.patients(verb))

    def _is_claimed(self, i: int) -> bool:
        """Whether a noun is responsibility, or an attack: "claimed the attack on Thursday"."""
        names = ("responsibility.claim_nouns", "events.nouns")
        pronoun = "pronoun" in self.marks.token(i).features
        return pronoun or any(self.marks.hit(name, i) is not None for name in names)

    def _is_no_saying(self, verb: int) -> bool:
        """Whether a verb that can introduce speech tells of the event: "Officers were called on
        Monday", "deputies responded late Friday", "the shooting was reported about 8 p.m."."""
        marks = self.marks
        if marks.hit("scene.respond", verb) is not None:
            return True
        if self._claims(verb):
            return False  # "by Sunday the attack had not been claimed"
        return marks.is_passive(verb) and any(self._is_event(i) for i in marks.patients(verb))

    def called(self, verb: int) -> bool:
        """Whether those who are called to such things are among whom a verb names, themselves or as
        the "they" of who says so: "deputies say they responded to a home"."""
        marks = self.marks
        people = (*marks.agents(verb), *marks.patients(verb))
        if any("pronoun" in marks.token(i).features for i in people):
            people = (*people, *marks.agents(marks.token(verb).head))
        return any(marks.hit("scene.responders", i) is not None for i in people)

    def _is_called(self, verb: int) -> bool:
        """Whether police and medics went somewhere, and say nothing: "police responded Friday to a
        call"; not "police responded on Friday that …"."""
        marks = self.marks
        if marks.hit("scene.respond", verb) is None or not self.called(verb):
            return False
        return not any(marks.is_verb(i) for i in marks.children(verb, "complement"))

    def _only_may_speak(self, verb: int) -> bool:
        """Whether a verb says something only of some who do it: a hospital "received nine bodies",
        but somebody "received a blow"."""
        hit = self.marks.hit("speech", verb)
        return hit is not None and CONDITIONAL.issuperset(hit.codes) and not self._claims(verb)

    def _is_told_of(self, noun: int, j: int) -> bool:
        """Whether a time behind "the attack" is that of what is said of it: "claimed the attack on
        Wednesday"; not "the attack of Wednesday"."""
        marks = self.marks
        anaphora = marks.lexicon["anaphora"].codes
        definite = any(marks.token(c).lower in anaphora for c in marks.children(noun, "determiner"))
        return definite and j > noun and marks.case(j) not in marks.lexicon["of_words"].codes

    def _is_release(self, verb: int) -> bool:
        """Whether a participle only says when a document came out: "in a video released on Monday",
        "dans une vidéo diffusée lundi"."""
        marks = self.marks
        token = marks.token(verb)
        past = {"participle", "past"} <= token.features and not marks.children(verb, "auxiliary")
        document = marks.hit("document_nouns", token.head) is not None
        return past and document and token.relation in ("relative", "modifier")

    def _is_said_time(self, j: int) -> bool:
        """Whether a time belongs to the saying, not to what is said ("said on Friday")."""
        marks = self.marks
        verb = self.owner[j]
        if self._is_release(verb):
            return True
        claims = self._claims(verb)
        taken = marks.hit("responsibility.claim_verbs", verb) is not None and not claims
        speaks = claims or (marks.hit("speech", verb) and not (taken and self._costs(verb)))
        if not speaks or not marks.is_verb(verb):
            return False
        said = [a for a in self.voices.attributions if a.verb == verb]
        quiet = not said and (self._is_no_saying(verb) or self._only_may_speak(verb))
        if quiet or self._is_called(verb):
            return False
        for each in said:
            # "in the ambush near X, in May, the ministry said": before its speaker, a time is told.
            source = each.source.start if each.source is not None else 0
            fronted = min(each.content, default=verb) < j < verb and marks.token(j).start < source
            # What a denial says may reach over its own date: "denied it in December: he was shot".
            own = marks.token(j).head == verb and j > verb
            within = verb < min(each.content, default=j) < j and self._is_told_within(verb, j)
            if within and not (own and self._claims(verb)):
                return False
            if fronted or (j in each.content and not own):
                return False
        if marks.hit("events.verbs", verb) or marks.hit("effects.patient", verb):
            return False
        claims = marks.hit("responsibility.claim_verbs", verb) is not None
        if claims and marks.case(j) is None and marks.token(j).relation != "possessor":
            return True  # "a revendiqué l'attaque jeudi": the day of the claim
        at = j
        while at != verb:  # under a noun of the clause, it dates that noun
            if at in marks.hits("events.nouns"):
                return claims and self._is_told_of(at, j)
            head = marks.token(at).head
            if head == at:
                break
            at = head
        return True
