"""SVG elements as text: every attribute and text is escaped, so that nothing drawn is markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: object) -> Markup:
    """One element. `class_` → class, `stroke_width` → stroke-width; None leaves it out."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = number(value) if isinstance(value, float) else str(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(shown)}"')
    inside = Markup("").join(children)
    opening = " ".join(parts)
    return Markup(f"<{opening}>{inside}</{name}>") if children else Markup(f"<{opening}/>")


def number(value: float) -> str:
    """A coordinate with one decimal at most: a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def path_of(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Path data through points."""
    joined = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{joined}{'Z' if closed else ''}" if joined else ""


@dataclass
class Occupied:
    """Where text already stands, so that the next label can stand elsewhere or be left out."""

    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def take(self, box: tuple[float, float, float, float]) -> bool:
        """Claim (left, top, right, bottom) if it is free."""
        left, top, right, bottom = box
        for a, b, c, d in self.boxes:
            if left < c and a < right and top < d and b < bottom:
                return False
        self.boxes.append(box)
        return True


def text_width(text: str, size: float) -> float:
    """Roughly how wide a text is in a sans-serif at this size, in the same unit."""
    narrow = sum(character in "iljtfrI.,:;'’|!()[] " for character in text)
    return size * (0.58 * (len(text) - narrow) + 0.32 * narrow)


def wrapped(text: str, width: float, size: float, lines: int) -> list[str]:
    """The text in at most so many lines of a width; what does not fit ends in an ellipsis."""
    made: list[str] = []
    for word in text.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and text_width(longer, size) <= width:
            made[-1] = longer
        else:
            made.append(word)
    if len(made) > lines:
        made = [*made[: lines - 1], f"{made[lines - 1]}…"]
    return [_cut(line, width, size) for line in made]


def _cut(line: str, width: float, size: float) -> str:
    while text_width(line, size) > width and len(line) > 3:
        line = f"{line[:-2].rstrip('…')}…"
    return line
