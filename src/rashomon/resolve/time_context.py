"""What a time expression is read against: publication, tense, and the times read before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from rashomon.resolve.time_calendar import NO_LONGER_THAN, Grain, Period, day_of
from rashomon.resolve.time_lexicon import TimeLexicon
from rashomon.resolve.time_scan import Hit, word_before

Tense = Literal["past", "present", "future"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]

NO_PUBLICATION: Final = "the report has no publication date to count from"
NO_ANTECEDENT: Final = "it counts from a day that the report has not named before it"
FROM_EVENT: Final = "it counts from an event, not from a day"
VAGUE: Final = "the words name no particular time"
LENGTH: Final = "a length of time, not a date"
REPEATED: Final = "a time that comes again and again"
CLOCK_ALONE: Final = "a clock time without a day"
PART_ALONE: Final = "a part of a day without the day"
NO_YEAR: Final = "no year, and no publication date to tell it by"
NO_SUCH_DAY: Final = "the calendar has no such day"
DAY_OR_MONTH: Final = "its day and month can be read in either order"

# A verb's tense reaches this far; sentences of news are seldom longer.
SENTENCE_REACH: Final = 240
# Without a parse a word like "will" counts only this near: "operations will go on after the attack
# on Thursday" looks back. TimeBank does not tell 40 to 240 apart (value F1 0.793 to 0.796).
FUTURE_REACH: Final = 60
# "A year earlier" takes its grain from a quarter or month spoken of within about a paragraph.
PARAGRAPH_REACH: Final = 500
# A day of telling stands this near behind its verb; the day told may be this far before it.
TELLING_REACH: Final = 60
ASIDE_REACH: Final = 800
# "In 2013, …": characters from the beginning of a sentence to the year that it is all about.
FRONTED_REACH: Final = 16
# "The next day" counts from a day named not too long before it.
REPORT_REACH: Final = 3000

_LINE_OF_ITS_OWN = re.compile(r"[.!?'\")\u00bb\u201d] *\n")
_DAY_OR_WEEK = NO_LONGER_THAN["week"]
_WORDS = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(r"[ \n]{1,3}[^\W_]")
_SENTENCE_END = re.compile(r"[.!?]['\")\u00bb\u201d]*\s+(?=\S)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """One time expression as read, before those that belong together are joined.

    `period` is None where nothing tells it, and `reason` then says why. `form` is the kind of
    phrase; `part` a part of day (TimeML: MO, AF, EV, NI); `weak` marks words that are a time only
    beside another ("night"); `said_year` that the words hold a year; `hour` a clock time HH:MM.
    """

    start: int
    end: int
    form: str
    timex_type: TimexType
    value: str | None
    period: Period | None
    reason: str | None = None
    hour: str | None = None
    tz: str | None = None
    part: str | None = None
    weak: bool = False
    said_year: bool = False
    open_end: bool = False

    @property
    def grain(self) -> Grain | None:
        """The grain of its period."""
        return self.period.grain if self.period else None


@dataclass(slots=True)
class Context:
    """The text and what is known while its expressions are read in order."""

    text: str
    folded: str
    lexicon: TimeLexicon
    published: date | None
    tense_at: Callable[[int], str | None] | None
    said_at: Callable[[int], date | None] | None
    earlier: list[Found] = field(default_factory=list)

    def focus(self, at: int, shift: float) -> Period | None:
        """The day that "the next day" or "la veille" counts from at `at`.

        The day last named; but "the day before" in a paragraph that has named none counts from
        publication, since there the report is back at its own day.
        """
        named = self.last(at, NO_LONGER_THAN["day"])
        vague = self.last(at, reach=at - self._sentence(at)[0], leave_out="ago")
        if vague is not None and vague.grain not in NO_LONGER_THAN["day"]:
            return None  # "in May 2019; their guide was found two days later"
        base = self.base(at)
        if shift != -1 or base is None:
            return named
        start = self._paragraph_start(at)
        inside = self.last(at, NO_LONGER_THAN["day"], reach=at - start)
        return inside or day_of(base)

    def _paragraph_start(self, at: int) -> int:
        blank = self.folded.rfind("\n\n", 0, at)
        if blank >= 0:
            return blank
        breaks = [m.end() for m in _LINE_OF_ITS_OWN.finditer(self.folded, max(0, at - 3000), at)]
        return breaks[-1] if breaks else 0

    def base(self, at: int) -> date | None:
        """The day that "today" means at offset `at`: of the quotation there, or of publication."""
        said = self.said_at(at) if self.said_at else None
        return said or self.published

    def parsed_tense(self, at: int) -> str | None:
        """The tense of the clause at `at` as the parser has it, if anyone parsed the text."""
        return self.tense_at(at) if self.tense_at else None

    def tense(self, at: int) -> str | None:
        """The tense at `at`: the parser's, else what the words of the sentence hint at."""
        parsed = self.parsed_tense(at)
        if parsed is not None:
            return parsed
        hinted = self._hinted_tense(at)
        leading = word_before(self.folded, at)
        if hinted is None and leading in self.lexicon.context["future_leads"]:
            return "future"
        return hinted

    def _hinted_tense(self, at: int) -> str | None:
        """The nearest verb before `at` in its sentence decides, else the nearest after it."""
        start, end = self._sentence(at)
        cues = self.lexicon.tense
        best: tuple[int, str] | None = None
        for kind, pattern in (("past", cues.past), ("future", cues.future)):
            for match in pattern.finditer(self.folded, start, end):
                if match.group() in cues.neither:
                    continue
                before = match.end() <= at
                distance = at - match.end() if before else match.start() - at
                if kind == "future" and distance > FUTURE_REACH:
                    continue
                rank = distance if before else SENTENCE_REACH + distance
                if best is None or rank < best[0]:
                    best = (rank, kind)
        return best[1] if best else None

    def _sentence(self, at: int) -> tuple[int, int]:
        first, last = max(0, at - SENTENCE_REACH), min(len(self.text), at + SENTENCE_REACH)
        start, end = first, last
        for match in _SENTENCE_END.finditer(self.folded, first, last):
            if match.end() <= at:
                start = match.end()
            else:
                end = match.start()
                break
        return start, end

    def last(
        self,
        at: int,
        grains: Iterable[Grain] | None = None,
        reach: int = REPORT_REACH,
        leave_out: str | None = None,
        *,
        of_telling: bool = False,
    ) -> Period | None:
        """The latest period named in the `reach` characters before `at`, of one of `grains`, by
        another form of words than `leave_out`; with `of_telling` the day of telling too."""
        wanted = None if grains is None else frozenset(grains)
        first: Period | None = None
        for found in reversed(self.earlier):
            if at - found.end > (reach if first is None else ASIDE_REACH):
                break
            if found.period is None or found.timex_type not in ("DATE", "TIME"):
                continue
            if found.form == leave_out:
                continue
            if wanted is None or found.period.grain in wanted:
                first = first or found.period
                if (
                    wanted is None
                    or not wanted <= _DAY_OR_WEEK
                    or not self._is_aside(found, of_telling)
                ):
                    return found.period
        return first

    def _is_aside(self, found: Found, of_telling: bool) -> bool:
        """Whether a day is that of telling ("said on Friday") or one counted from ("since the army
        left on 11 November"), so that "that night" takes up one named before it."""
        start = self._sentence(found.start)[0]
        words = _WORDS.findall(self.folded, max(start, found.start - TELLING_REACH), found.start)
        between, telling = (self.lexicon.context.get(n, ()) for n in ("telling_between", "telling"))
        while words and words[-1] in between:
            words.pop()
        told = bool(words) and words[-1] in telling and not of_telling
        return told or not self.lexicon.since.isdisjoint(words)

    def last_year(self, at: int) -> Period | None:
        """The period named last before `at` whose words hold the year."""
        said = (f for f in reversed(self.earlier) if f.period is not None and f.said_year)
        found = next(said, None)
        return found.period if found is not None and at - found.end <= REPORT_REACH else None

    def year_before(self, at: int) -> Period | None:
        """The bare year with which the sentence of `at` begins: "In 2013, bombs in March …"."""
        start = self._sentence(at)[0]
        inside = (f for f in self.earlier if start <= f.start <= start + FRONTED_REACH)
        found = next(inside, None)
        if found is None or found.period is None or found.grain != "year" or found.open_end:
            return None
        before = word_before(self.folded, found.start)
        leads = self.lexicon.context["year_leads"]
        if found.form != "year" and found.start > start:
            return None  # "for the fiscal year ended Sept. 30"; but "Last year, on 15 August"
        if before in self.lexicon.since or (found.form == "year" and before not in leads):
            return None
        ahead = self.published is not None and found.period.start > self.published
        return None if ahead or self.tense(at) == "future" else found.period


def given(hit: Hit, period: Period, **more: Any) -> Found:
    """An expression that names `period`; `more` are further fields of `Found`."""
    fields = {"timex_type": "DATE", "value": period.value, **more}
    return Found(hit.start, hit.end, hit.phrase.reads, period=period, **fields)


def missing(
    hit: Hit, value: str | None, reason: str, timex_type: TimexType = "DATE", **more: Any
) -> Found:
    """An expression whose days nothing tells, and why."""
    return Found(
        hit.start, hit.end, hit.phrase.reads, timex_type, value, None, reason=reason, **more
    )


def followed_by_word(hit: Hit, context: Context) -> bool:
    """True when a word follows without a comma: "two days before the attack"."""
    return _NEXT_WORD.match(context.folded, hit.end) is not None
