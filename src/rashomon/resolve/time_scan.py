"""Where a text may speak of times: hits of the lexicon's phrases, none overlapping another.

Words that may stand in a time expression are looked up one by one; only where they run together
around one that carries an expression (a month, a unit, "yesterday") are the phrases tried, and only
those of that word. So the time taken grows with the text and not with the number of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rashomon.resolve.time_lexicon import Phrase, TimeLexicon

# An expression has no more words than this; a longer run of its words is cut, so that no text can
# make the search long.
LONGEST_RUN: Final = 40
# A figure this large before a unit is a year, not a number of units.
LEAST_YEAR: Final = 1500
# A text without a capital this far around a word says nothing by its small letters.
CASE_REACH: Final = 200

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_JOINING = re.compile(r"[\s,.'/:()-]{0,6}")
_WORD_BEFORE = re.compile(r"([^\W_]+)[\s'-]{1,4}$")
_NAME_AFTER = re.compile(r" [A-Z][a-z]")
_WORD_AFTER = re.compile(r"[\s'-]{0,4}([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` to `end` of a text fit a phrase; `groups` are the words of each class."""

    start: int
    end: int
    phrase: Phrase
    groups: dict[str, str]

    def word(self, kind: str) -> str | None:
        """The word matched as a `kind`, be it the first or the second such place of the phrase."""
        return self.groups.get(kind) or self.groups.get(f"{kind}2")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str


def scan(text: str, folded: str, lexicon: TimeLexicon) -> tuple[Hit, ...]:
    """Hits in `text` (`folded` is `fold(text)`), in order: of those that overlap the longest."""
    chosen: list[Hit] = []
    for run, groups in _runs(folded, lexicon):
        phrases = [phrase for group in sorted(groups) for phrase in lexicon.phrases[group]]
        found = []
        done = chosen[-1].end if chosen else 0
        for token in run:
            if token.start < done:
                continue
            for phrase in phrases:
                match = phrase.pattern.match(folded, token.start)
                if match:
                    groups_found = {k: v for k, v in match.groupdict().items() if v is not None}
                    hit = Hit(match.start(), match.end(), phrase, groups_found)
                    if is_time(hit, text, folded, lexicon):
                        found.append(hit)
        chosen.extend(_apart(found))
    return tuple(chosen)


def _apart(hits: list[Hit]) -> list[Hit]:
    """The longest hits that do not overlap, in order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.phrase.order, h.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _runs(folded: str, lexicon: TimeLexicon) -> Iterator[tuple[list[_Token], set[str]]]:
    """Runs of words that may stand in an expression, with the groups of phrases to try on them."""
    marks = _figure_marks(folded, lexicon)
    run: list[_Token] = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        if word not in lexicon.vocabulary and not word.isdigit():
            continue
        token = _Token(match.start(), match.end(), word)
        if run and (
            len(run) == LONGEST_RUN or not _JOINING.fullmatch(folded, run[-1].end, token.start)
        ):
            yield from _with_groups(run, marks, lexicon)
            run = []
        run.append(token)
    if run:
        yield from _with_groups(run, marks, lexicon)


def _with_groups(
    run: list[_Token], marks: dict[int, set[str]], lexicon: TimeLexicon
) -> Iterator[tuple[list[_Token], set[str]]]:
    groups: set[str] = set()
    for token in run:
        groups |= lexicon.cores.get(token.word, frozenset())
        for at in (token.start, token.end - 1):
            groups |= marks.get(at, set())
    if groups:
        yield run, groups


def _figure_marks(folded: str, lexicon: TimeLexicon) -> dict[int, set[str]]:
    """Offset in or beside a figure → the groups of phrases that its shape calls for."""
    marks: dict[int, set[str]] = {}
    for kind, pattern in lexicon.figure_cores:
        for match in pattern.finditer(folded):
            for at in range(match.start(), match.end()):
                marks.setdefault(at, set()).add(kind)
    return marks


# ----------------------------------------------------------------- times told from their homonyms


def is_time(hit: Hit, text: str, folded: str, lexicon: TimeLexicon) -> bool:
    """False where the words of a hit are more likely something else: a name, a verb, a count."""
    match hit.phrase.reads:
        case "month":
            return _is_month(hit, text, folded, lexicon)
        case "date":
            return _is_date(hit, folded, lexicon)
        case "weekday":
            return _is_weekday(hit, text, folded, lexicon)
        case "year":
            return _is_year(hit, text, folded, lexicon)
        case "season":
            return _is_season(hit, folded, lexicon)
        case "duration":
            return not _is_numbered_year(hit)
        case "clock":
            return _is_clock(hit, folded, lexicon)
        case "unit":
            return not _is_title(hit, text)
        case _:
            return True


def word_before(folded: str, at: int) -> str:
    """The word that ends right before `at`, or ""."""
    match = _WORD_BEFORE.search(folded, max(0, at - 40), at)
    return match[1] if match else ""


def word_after(folded: str, at: int) -> str:
    """The word that begins right after `at`, or ""."""
    match = _WORD_AFTER.match(folded, at, at + 40)
    return match[1] if match else ""


def is_capitalised(text: str, at: int) -> bool:
    """True when a capital stands at `at`."""
    return text[at : at + 1].isupper()


def _is_month(hit: Hit, text: str, folded: str, lexicon: TimeLexicon) -> bool:
    """A lone "may" or "march" is a month only after a word that months follow, and in the case
    that months have in the language; "Jan" alone may be a name."""
    if set(hit.groups) - {"month"}:
        return True
    word, context = hit.groups["month"], lexicon.context
    if word in context["never_alone"]:
        return False
    if word.rstrip(".") not in context["weak_months"]:
        return True
    leading = word_before(folded, hit.start)
    certain = leading in context["certain_leads"]
    at = hit.end - len(word)
    around = text[max(0, at - CASE_REACH) : at + CASE_REACH]
    if lexicon.capital_months and (around.islower() or around.isupper()):
        return certain
    if leading not in context["month_leads"]:
        return False
    if word in context["name_months"] and not certain and _NAME_AFTER.match(text, hit.end):
        return False
    return text[at : at + 1].isupper() == (lexicon.capital_months or text[at : hit.end].isupper())


def _is_date(hit: Hit, folded: str, lexicon: TimeLexicon) -> bool:
    """ "In January 20 people" holds no 20th of January: after "in" a day needs a year."""
    if set(hit.groups) & {"year", "which", "weekday", "weekday_short"}:
        return True
    words = hit.groups
    month_first = folded.startswith(words["month"], hit.start)
    return not (
        month_first and word_before(folded, hit.start) in lexicon.context["month_without_day"]
    )


def _is_weekday(hit: Hit, text: str, folded: str, lexicon: TimeLexicon) -> bool:
    if word_before(folded, hit.start) in lexicon.context["not_before"]:
        return False
    following = word_after(folded, hit.end)
    return not (
        following in lexicon.context["not_after"]
        and folded[hit.end : hit.end + 1] == " "
        and is_capitalised(text, hit.end + 1)
    )


def _is_numbered_year(hit: Hit) -> bool:
    """ "The 1988 quarter" is no 1,988 quarters."""
    number = hit.groups.get("number", "")
    return number.isdigit() and int(number) >= LEAST_YEAR


def _is_title(hit: Hit, text: str) -> bool:
    """ "This Week": a capital in the last word, and not all in capitals."""
    last = text[hit.start : hit.end].split()[-1]
    return last[:1].isupper() and not last.isupper()


def _is_season(hit: Hit, folded: str, lexicon: TimeLexicon) -> bool:
    """ "The fall" and "spring" are more than seasons; so is the participle "été"."""
    if hit.groups["season"] not in lexicon.context["weak_seasons"]:
        return True
    articles = tuple(lexicon.context["season_articles"])
    if articles and folded.startswith(articles, hit.start):
        return True
    return bool(set(hit.groups) & {"which", "year", "of_year", "phase"})


def _is_clock(hit: Hit, folded: str, lexicon: TimeLexicon) -> bool:
    """ "À 6 heures" and "13h30" are clock times; "pendant 6 heures", "en 2h" are lengths."""
    words = hit.groups
    leads = lexicon.context["length_leads"]
    if "approx_hour" in words and word_before(folded, hit.start) in leads:
        return False
    if "hour_mark" not in words or words.keys() & {"minute", "zone", "approx_hour"}:
        return True
    if lexicon.gaps["length_after"].match(folded, hit.end):
        return False
    before = word_before(folded, hit.start)
    if words["hour_mark"] == "h":
        return before not in lexicon.context["length_leads"] and words.get("hour") != "24"
    following = word_after(folded, hit.end)
    return before in lexicon.context["clock_leads"] or following in lexicon.context["clock_links"]


def _is_year(hit: Hit, text: str, folded: str, lexicon: TimeLexicon) -> bool:
    """Four figures are a year after a word that years follow, in brackets, or beside a year; not
    where they count something ("2000 metres") or name it ("Mirage 2000")."""
    words = hit.groups
    following = word_after(folded, hit.end)
    if folded[hit.end : hit.end + 1] == "-" and not folded[hit.end + 1 : hit.end + 2].isdigit():
        return False
    if following in lexicon.context["counted"]:
        return False
    if set(words) - {"year"} or hit.end - hit.start > len(words["year"]):
        return True
    if not words["year"].startswith(("19", "20", "'")) and not _brackets(folded, hit):
        return word_before(folded, hit.start) in lexicon.context["year_leads"]
    if _brackets(folded, hit) or _beside_year(folded, hit):
        return True
    leading = word_before(folded, hit.start)
    plural = following.endswith(("s", "x"))
    if leading in lexicon.context["year_leads"] | lexicon.context["year_owners"]:
        return not plural or not words["year"].endswith("00")
    return leading in lexicon.context["year_weak_leads"] and not plural


_YEAR_BEFORE = re.compile(r"(?:1\d|20)\d\d(?:,? (?:[a-z]{1,3} )?| ?- ?)$")


_SPAN_OF_YEARS = re.compile(r"(?:1[89]|20)\d\d ?- ?(?:1[89]|20)\d\d(?![\w-])")


def _beside_year(folded: str, hit: Hit) -> bool:
    return bool(_YEAR_BEFORE.search(folded, max(0, hit.start - 12), hit.start))


def _brackets(folded: str, hit: Hit) -> bool:
    if _SPAN_OF_YEARS.match(folded, hit.start):
        return True
    return folded[hit.start - 1 : hit.start] == "(" and folded[hit.end : hit.end + 1] in (")", "-")
