"""How the figures moved: a chart of one toll, drawn as SVG on the server.

Time runs to the right (days of publication), the figure upward. A voice that put figures forward
is a stepped line that holds until the voice moves it; an arrowhead marks the move. The outlets
speaking for themselves are points without a line. A figure held open ("at least 89") has an arrow
into the open side, a range is a bar from low to high; what is only possible, unverified or denied
is hollow or crossed and joins no line. Long gaps without a report are cut and say how long they
are. Every mark has its shape, its figure and its voice in words: colour repeats them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median_low
from typing import Final

from markupsafe import Markup

from rashomon.publish.accounts import (
    NOT_ASSERTED,
    OUTLETS,
    Column,
    Question,
    Row,
    bounds,
    column_key,
)
from rashomon.publish.svg import Occupied, element, number, path_of, text_width, wrapped
from rashomon.publish.words import day_in_words

SERIES_COLOURS: Final = 5
SHAPES: Final = ("circle", "square", "diamond", "up", "down", "hexagon", "bar")
GREY: Final = "outlets"
"""The look of the outlets speaking for themselves: small grey dots, which no voice has."""
LEADING: Final = 13.0
"""Pixels from one line of a voice's name to the next."""
NEIGHBOURS: Final = 11.0
"""Marks of one day nearer than this many pixels are set side by side."""
LONGEST_GAP: Final = 4.0
"""A gap longer than this many times the usual one is cut: it would press the rest together."""
SHORTEST_CUT: Final = 10
"""Days: a gap up to this is never cut."""
LOGARITHMIC: Final = 150
"""Greatest over least figure, from which a linear axis would hide the small ones."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes in pixels: the whole, and the margins of the plot."""

    name: str
    width: int
    height: int
    left: int = 34
    right: int = 170
    top: int = 20
    bottom: int = 44

    @property
    def inner(self) -> tuple[float, float]:
        """Left and right edge of what is drawn by time, with room for marks at both ends."""
        return self.left + 16.0, self.width - self.right - 14.0


WIDE: Final = Frame("wide", 560, 290)
NARROW: Final = Frame("narrow", 340, 290, left=30, right=112)


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One figure of one voice on one day. `href` leads to the words."""

    day: date
    low: int | None
    high: int | None
    row: Row
    href: str | None

    @property
    def level(self) -> int:
        """Where the mark stands: the bound that was said, the lower of two."""
        found = self.low if self.low is not None else self.high
        assert found is not None
        return found

    @property
    def asserted(self) -> bool:
        """False for what is suspected, possible, unverified or denied."""
        return self.row.voice.stance not in NOT_ASSERTED

    @property
    def figure(self) -> str:
        """The number as briefly as it can be."""
        about = "~" if getattr(self.row.position.value, "approximate", False) else ""
        if self.low == self.high:
            return f"{about}{self.low:,}"
        if self.high is None:
            return f"{about}≥{self.low:,}"
        return (
            f"{about}≤{self.high:,}" if self.low is None else f"{about}{self.low:,}–{self.high:,}"
        )


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one voice in order of time; `joined` when a line may connect them."""

    name: str
    number: int
    points: tuple[Point, ...]
    joined: bool

    @property
    def colour(self) -> str:
        """The class that carries the colour."""
        return f"s{self.number % SERIES_COLOURS}" if self.joined else GREY

    @property
    def shape(self) -> str:
        """The shape of its marks."""
        return SHAPES[self.number % len(SHAPES)] if self.joined else "dot"


def series_of(
    question: Question, hrefs: Mapping[int, str], voices: Sequence[Column]
) -> tuple[Series, ...]:
    """The dated figures of a question by voice.

    `hrefs`: number of a row → where its words are; `voices`: all of the incident, so that each has
    one name, colour and shape in every chart.
    """
    by_voice: dict[str, list[Point]] = {}
    for index, row in enumerate(question.rows):
        pair, seen = bounds(row), row.voice.first_seen
        if pair is None or seen is None:
            continue
        key = column_key(row.voice)
        point = Point(date.fromisoformat(seen[:10]), *pair, row, hrefs.get(index))
        by_voice.setdefault(key, []).append(point)
    return tuple(
        Series(voice.title, number, tuple(by_voice[voice.key]), voice.key != OUTLETS)
        for number, voice in enumerate(voices)
        if voice.key in by_voice
    )


def chart(
    question: Question,
    hrefs: Mapping[int, str],
    voices: Sequence[Column],
    frame: Frame = WIDE,
) -> Markup | None:
    """The chart of a toll, or None when no figure has a date."""
    series = series_of(question, hrefs, voices)
    points = [point for each in series for point in each.points]
    if not points:
        return None
    frame = _tall_enough(series, frame)
    time = _Time(sorted({point.day for point in points}), frame)
    scale = _Scale(points, frame)
    at = _places(series, time, scale)
    taken = Occupied([(x - 5, y - 5, x + 5, y + 5) for x, y in at.values()])
    marks = [_line(each, at, frame) for each in series]
    marks += [_mark(point, each, at[point], scale) for each in series for point in each.points]
    ends = _end_labels(series, at, frame)
    figures = [_figures(each, at, taken) for each in series]
    return element(
        "svg",
        element("title", Markup.escape(f"How the figures moved: {question.asks}")),
        element("desc", Markup.escape(_described(series))),
        scale.axis(),
        time.axis(),
        *marks,
        *figures,
        *ends,
        viewBox=f"0 0 {frame.width} {frame.height}",
        class_=f"chart {frame.name}",
        # A picture has no links in it, for those who have it read to them.
        role="group" if any(point.href for point in points) else "img",
        width=frame.width,
        height=frame.height,
    )


def _described(series: Sequence[Series]) -> str:
    """The chart in words, for those who do not see it."""
    said = []
    for each in series:
        figures = [f"{p.figure} ({day_in_words(str(p.day), short=True)})" for p in each.points]
        said.append(f"{each.name}: {', '.join(figures)}")
    return ". ".join(said)


# ----------------------------------------------------------------------------------------- scales


class _Time:
    """Days to pixels; gaps without a report that are far longer than the others are cut."""

    def __init__(self, days: Sequence[date], frame: Frame) -> None:
        self.days = days
        self.frame = frame
        left, right = frame.inner
        gaps = [(b - a).days for a, b in pairwise(days)]
        limit = max(SHORTEST_CUT, LONGEST_GAP * median_low(gaps)) if gaps else 0
        shown = [min(gap, limit) for gap in gaps]
        total = sum(shown) or 1
        self.at: dict[date, float] = {days[0]: left if gaps else (left + right) / 2}
        self.cuts: list[tuple[float, int]] = []
        for (before, day), gap, width in zip(pairwise(days), gaps, shown, strict=True):
            self.at[day] = self.at[before] + (right - left) * width / total
            if gap > limit:
                self.cuts.append(((self.at[before] + self.at[day]) / 2, gap))

    def axis(self) -> Markup:
        """The line, a tick a day that has figures, and the cuts."""
        base = self.frame.height - self.frame.bottom
        start, end = self.frame.left, self.frame.width - self.frame.right
        made = [element("path", class_="axis", d=f"M{start} {base}H{end}")]
        taken = Occupied()
        several_years = len({day.year for day in self.days}) > 1
        for index, day in enumerate(self.days):
            x = self.at[day]
            made.append(element("path", class_="axis", d=f"M{number(x)} {base}v5"))
            words = day_in_words(str(day), short=True, year=False)
            year = str(day.year) if several_years or index == 0 else ""
            half = max(text_width(words, 11), text_width(year, 11)) / 2 + 3
            if taken.take((x - half, 0, x + half, 1)):
                made.append(_text(words, x, base + 18, "tick middle"))
                made.append(_text(year, x, base + 31, "tick middle faint"))
        for x, gap in self.cuts:
            slashes = f"M{number(x - 5)} {base + 5}l4 -10M{number(x + 1)} {base + 5}l4 -10"
            made.append(element("path", class_="blank", d=f"M{number(x - 3)} {base}h6"))
            made.append(element("path", class_="axis", d=slashes))
            if taken.take((x - 28, 0, x + 28, 1)):
                made.append(_text(_length(gap), x, base + 18, "tick middle faint"))
        return element("g", *made)


def _length(days: int) -> str:
    """A number of days as a person would say it."""
    if days < 60:
        return f"{days} days"
    if days < 700:
        return f"{round(days / 30.4)} months"
    return f"{round(days / 365.25)} years"


class _Scale:
    """Figures to pixels: from zero, linear unless the figures span more than two orders."""

    def __init__(self, points: Sequence[Point], frame: Frame) -> None:
        self.frame = frame
        values = [v for p in points for v in (p.low, p.high) if v is not None]
        least = min((value for value in values if value > 0), default=1)
        self.logarithmic = max(values) / least > LOGARITHMIC and 0 not in values
        self.ticks = _powers(least, max(values)) if self.logarithmic else _ticks(max(values))
        self.top = max(self.ticks[-1], max(values) * (1.25 if self.logarithmic else 1.04), 1)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        base, top = self.frame.height - self.frame.bottom, self.frame.top
        if self.logarithmic:
            least = self.ticks[0]
            share = math.log(value / least) / math.log(self.top / least)
        else:
            share = value / self.top
        return base - (base - top) * share

    def axis(self) -> Markup:
        """Horizontal rules with their figures."""
        made = []
        for tick in self.ticks:
            y = self.y(tick)
            start, end = self.frame.left, self.frame.width - self.frame.right
            made.append(element("path", class_="grid", d=f"M{start} {number(y)}H{end}"))
            made.append(_text(f"{tick:,}", self.frame.left - 6, y + 4, "tick end"))
        if self.logarithmic:
            made.append(_text("logarithmic scale", self.frame.left, 10, "tick faint"))
        return element("g", *made)


def _ticks(greatest: int) -> list[int]:
    """Round steps from zero on, three to five of them."""
    rough = max(greatest, 1) / 4
    size = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next(int(size * n) for n in (1, 2, 2.5, 5, 10) if size * n >= rough and size * n >= 1)
    return list(range(0, greatest + step, step))


def _powers(least: int, greatest: int) -> list[int]:
    first, last = math.floor(math.log10(least)), math.floor(math.log10(greatest))
    return [10**power for power in range(first, last + 1)]


# ------------------------------------------------------------------------------------------ marks


def _text(words: str, x: float, y: float, style: str) -> Markup:
    return element("text", Markup.escape(words), class_=style, x=x, y=y) if words else Markup("")


def _places(
    series: Sequence[Series], time: _Time, scale: _Scale
) -> dict[Point, tuple[float, float]]:
    """Where each mark stands; marks of one day that would cover each other stand side by side."""
    at: dict[Point, tuple[float, float]] = {}
    for day in time.days:
        points = [point for each in series for point in each.points if point.day == day]
        points.sort(key=lambda point: -point.level)
        near: list[Point] = []
        for point in points:
            if near and abs(scale.y(near[-1].level) - scale.y(point.level)) >= NEIGHBOURS:
                near = []
            near.append(point)
            for index, each in enumerate(near):
                aside = (index - (len(near) - 1) / 2) * NEIGHBOURS * 1.4
                at[each] = (time.at[day] + aside, scale.y(each.level))
    return at


def _line(series: Series, at: Mapping[Point, tuple[float, float]], frame: Frame) -> Markup:
    """The steps of a voice, an arrowhead on each move, and a thin line on to its label."""
    held = [point for point in series.points if point.asserted and series.joined]
    end = frame.width - frame.right
    last = at[held[-1] if held else series.points[-1]]
    still = element("path", class_="still", d=f"M{number(last[0])} {number(last[1])}H{end}")
    steps: list[tuple[float, float]] = []
    heads = []
    for point in held:
        x, y = at[point]
        if steps:
            before = steps[-1][1]
            steps.append((x, before))
            if abs(y - before) > 16:
                heads.append(_head(x, y, 1 if y > before else -1))
        steps.append((x, y))
    drawn = [element("path", class_="line", d=path_of(steps))] if steps else []
    return element("g", still, *drawn, *heads, class_=series.colour)


def _head(x: float, y: float, down: int) -> Markup:
    """An arrowhead that ends just short of the mark at (x, y)."""
    tip = y - 7 * down
    wings = f"M{number(x - 4)} {number(tip - 6 * down)}L{number(x)} {number(tip)}"
    return element("path", class_="head", d=f"{wings}L{number(x + 4)} {number(tip - 6 * down)}")


def _mark(point: Point, series: Series, at: tuple[float, float], scale: _Scale) -> Markup:
    x, y = at
    stance = point.row.voice.stance
    day = day_in_words(str(point.day), short=True)
    told = f"{point.row.says} — {point.row.who}, {stance}, {day}"
    made = [element("title", Markup.escape(told))]
    if point.low is not None and point.high is not None and point.low != point.high:
        top = scale.y(point.high)
        bar = f"M{number(x)} {number(y)}V{number(top)}M{number(x - 5)} {number(top)}h10"
        made.append(element("path", class_="open", d=bar))
    elif point.high is None or point.low is None:
        made.append(_open(x, y, -1 if point.high is None else 1))
    style = "mark" if point.asserted else "mark hollow"
    made.append(element("path", class_=style, d=_shape(series.shape, x, y)))
    if stance == "denied":
        made.append(
            element(
                "path", class_="cross", d=f"M{number(x - 6)} {number(y - 6)}l12 12m0 -12l-12 12"
            )
        )
    if point.href is None:
        return element("g", *made, class_=series.colour)
    return element("a", *made, href=point.href, aria_label=told, class_=series.colour)


def _open(x: float, y: float, direction: int) -> Markup:
    """An arrow into the side that the words leave open."""
    shaft = f"M{number(x)} {number(y)}v{15 * direction}"
    wings = f"m-3.5 {-4 * direction}l3.5 {4 * direction}l3.5 {-4 * direction}"
    return element("path", class_="open", d=shaft + wings)


def _shape(shape: str, x: float, y: float) -> str:
    corners: dict[str, list[tuple[float, float]]] = {
        "square": [(-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)],
        "diamond": [(0, -6), (6, 0), (0, 6), (-6, 0)],
        "up": [(0, -6), (5.5, 4.5), (-5.5, 4.5)],
        "down": [(0, 6), (5.5, -4.5), (-5.5, -4.5)],
        "bar": [(-6, -3), (6, -3), (6, 3), (-6, 3)],
        "hexagon": [(-5.5, 0), (-3, -5), (3, -5), (5.5, 0), (3, 5), (-3, 5)],
    }
    if shape in ("circle", "dot"):
        radius = 5 if shape == "circle" else 3
        arc = f"a{radius} {radius} 0 1 0"
        return f"M{number(x - radius)} {number(y)}{arc} {2 * radius} 0{arc} {-2 * radius} 0Z"
    return path_of([(x + dx, y + dy) for dx, dy in corners[shape]], closed=True)


def _figures(series: Series, at: Mapping[Point, tuple[float, float]], taken: Occupied) -> Markup:
    """The figure beside each mark, above it where there is room, else below, else left out."""
    made = []
    for point in series.points:
        x, y = at[point]
        half = text_width(point.figure, 12) / 2 + 2
        above = 20 if point.high is None else 11
        ranged = point.low is not None and point.high is not None and point.low != point.high
        below, over = y + 18, y - above
        for baseline in (below, over) if ranged else (over, below):
            if taken.take((x - half, baseline - 10, x + half, baseline + 2)):
                made.append(_text(point.figure, x, baseline, "figure middle"))
                break
    return element("g", *made, class_=series.colour) if made else Markup("")


def _name_lines(series: Series, frame: Frame) -> list[str]:
    lines = 3 if frame.name == NARROW.name else 2
    return wrapped(series.name, frame.right - 26.0, 11.5, lines)


def _tall_enough(series: Sequence[Series], frame: Frame) -> Frame:
    """The frame, higher where the names of all voices would not stand under each other."""
    needed = sum(LEADING * len(_name_lines(each, frame)) + 5 for each in series)
    return replace(frame, height=max(frame.height, math.ceil(needed) + 10))


def _end_labels(
    series: Sequence[Series], at: Mapping[Point, tuple[float, float]], frame: Frame
) -> list[Markup]:
    """Each voice's name at the right, level with its last figure, pushed apart where they meet."""
    labels = []
    for each in series:
        held = [p for p in each.points if p.asserted and each.joined] or each.points
        labels.append((at[held[-1]][1], _name_lines(each, frame), each))
    labels.sort(key=lambda label: label[0])
    tops = _apart([(y, LEADING * len(words) + 5) for y, words, _ in labels], frame)
    made = []
    left = frame.width - frame.right
    for (y, words, each), top in zip(labels, tops, strict=True):
        level = top + LEADING * len(words) / 2
        bend = f"M{left} {number(y)}C{left + 8} {number(y)} {left + 4} {number(level)} "
        made.append(element("path", class_="still", d=f"{bend}{left + 12} {number(level)}"))
        shown = Markup("").join(
            _text(line, left + 26, top + LEADING * n + 10, "voice") for n, line in enumerate(words)
        )
        style = "mark" if any(point.asserted for point in each.points) else "mark hollow"
        key = element("path", class_=style, d=_shape(each.shape, left + 18, level))
        made.append(element("g", key, shown))
        made[-2:] = [element("g", *made[-2:], class_=each.colour)]
    return made


def _apart(wanted: Sequence[tuple[float, float]], frame: Frame) -> list[float]:
    """Tops of labels (middle, height) so that none overlaps, as near as can be to where asked."""
    tops: list[float] = []
    for middle, height in wanted:
        top = middle - height / 2
        if tops:
            top = max(top, tops[-1] + wanted[len(tops) - 1][1])
        tops.append(max(top, 0))
    floor = float(frame.height - 4)
    for index in reversed(range(len(tops))):
        tops[index] = min(tops[index], floor - wanted[index][1])
        floor = tops[index]
    return tops


def undated(question: Question) -> int:
    """How many figures have no date and stand in no chart."""
    return sum(bounds(r) is not None and r.voice.first_seen is None for r in question.rows)


def worth_drawing(question: Question) -> bool:
    """True for a toll with something to compare: two dated figures that differ or come apart."""
    dated = [r for r in question.rows if bounds(r) is not None and r.voice.first_seen]
    days = {(r.voice.first_seen or "")[:10] for r in dated}
    return len({bounds(r) for r in dated}) > 1 or (len(dated) > 1 and len(days) > 1)
