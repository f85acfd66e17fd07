"""Killed and injured of an incident, against a corpus of gun violence (one incident a line).

Gold: JSON Lines, each with `incident`, `docs` (articles with `title`, `text`, `url` and `dct`, the
day they appeared) and `gold` with `killed` and `injured`, which count everybody shot, suspects
included. Lines without `gold` are left out. Predictions: {incident: {"killed": n, "injured": n}}.

One figure is chosen from the claims of the main incident that are actual, not denied, unverified or
merely possible, and not superseded (`figures_of`). Nothing but claims is used. Killed is the
largest sum of totals that stand in one place of the text ("five soldiers and two policemen"), or,
where no figure of two and more is given, the number of single victims who died and whom names, ages
or sexes tell apart (of those with a full name or an age, if there is a figure of one). Injured is
the same of those hurt, or of those attacked if none is told to be hurt and more were attacked than
died (else it was them who died); of those shot and not told to be dead ("six people were shot")
those left over are injured.

`latest` reads the latest article, whatever stands on its page; since many pages hold only the offer
of a newsletter, the figures from the latest article that tells of anybody killed or hurt are given
beside. `all` reads them all and takes the lower median of what those give that tell of anybody.
Half of the incidents are kept aside, those whose name has an odd SHA-1: nothing is looked up in
them while the reader is improved, and their figures are given apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Any

from rashomon import pipeline
from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table, read_lines
from rashomon.knowledge import Knowledge
from rashomon.records import Claim, Quantity, Reading, Report, VictimValue

FIELDS = ("killed", "injured")
LEFT_OUT = frozenset({"denied", "unverified", "possible"})
"""Stances that affirm nothing."""
SEVERAL = 2
"""From this many on, a truth counts among those of two or more."""
FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+ [^\W\d_a-z]")
Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GunIncident:
    """One incident: its name, its articles as reports, the latest first, and the true figures."""

    name: str
    reports: tuple[Report, ...]
    gold: Figures

    @property
    def is_aside(self) -> bool:
        """Whether it belongs to the half that is kept aside."""
        return int(hashlib.sha1(self.name.encode()).hexdigest(), 16) % 2 == 1


def read_incidents(path: Path) -> list[GunIncident]:
    """The incidents of a file that have gold figures. Raises UsageError where it is none."""
    return read_lines(path, _incident)


def _incident(line: str, where: str) -> GunIncident | None:
    try:
        row = json.loads(line)
        gold = row.get("gold")
        if not gold:
            return None
        docs = sorted(row["docs"], key=lambda d: d.get("dct") or "", reverse=True)
        reports = tuple(_report(d) for d in docs if (d.get("title") or d.get("text") or "").strip())
        return GunIncident(row["incident"], reports, {name: int(gold[name]) for name in FIELDS})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where}: no incident with docs and gold figures: {type(error).__name__} {error}"
        ) from error


def _report(doc: Mapping[str, Any]) -> Report:
    parts = [(doc.get(key) or "").strip() for key in ("title", "text")]
    return Report.make(
        "\n\n".join(part for part in parts if part),
        title=parts[0] or None,
        url=doc.get("url"),
        published=doc.get("dct") or None,
        language="en",
    )


# ---------------------------------------------------------------------------------------- figures


def figures_of(reading: Reading) -> Figures:
    """How many one reading says were killed and injured in its main incident."""
    main = reading.incidents[0].id if reading.incidents else None
    told = [
        c
        for c in reading.claims
        if c.incident == main
        and c.mode == "actual"
        and c.stance not in LEFT_OUT
        and not c.superseded
    ]
    killed = _largest(told, "deaths")
    if killed < SEVERAL:
        dead = _with_fate(told, "killed")
        known = [v for v in dead if v.age is not None or _is_named(v)]
        killed = max(killed, _told_apart(known)) or _told_apart(dead)
    injured = _largest(told, "injuries")
    if injured < SEVERAL:
        attacked = _told_apart(_with_fate(told, "attacked"))
        hurt = _told_apart(_with_fate(told, "injured"))
        injured = max(injured, hurt or (attacked if attacked > killed else 0))
    shot = _largest(told, "casualties")
    if shot >= SEVERAL:
        injured = max(injured, shot - killed)
    return {"killed": killed, "injured": injured}


def _largest(claims: Iterable[Claim], field: str) -> int:
    """The largest sum of the totals of one field that begin at one place of the text; one that the
    others there add up to ("four people, three women and a man") is their sum."""
    sums: dict[int, dict[str | None, int]] = {}
    for claim in claims:
        value = claim.value
        if claim.field != field or not isinstance(value, Quantity) or value.counts == "part":
            continue
        if value.unit == "households":
            continue
        number = value.low if value.low is not None else value.high
        sums.setdefault(claim.spans.content.start, {})[value.group] = number or 0
    return max((_added(list(groups.values())) for groups in sums.values()), default=0)


def _added(figures: Sequence[int]) -> int:
    total = sum(figures)
    return total // 2 if len(figures) > SEVERAL and 2 * max(figures) == total else total


def _with_fate(claims: Iterable[Claim], fate: str) -> list[VictimValue]:
    """The single victims of a fate."""
    values = (c.value for c in claims)
    return [v for v in values if isinstance(v, VictimValue) and v.fate == fate]


def _told_apart(victims: Iterable[VictimValue]) -> int:
    """How many of the victims are certainly somebody else: by full name, age or sex."""
    known: list[VictimValue] = []
    for victim in sorted(victims, key=lambda v: (not _is_named(v), v.age is None, v.sex is None)):
        if all(_differ(victim, other) for other in known):
            known.append(victim)
    return len(known)


def _differ(a: VictimValue, b: VictimValue) -> bool:
    if _is_named(a) and _is_named(b):
        return a.text != b.text
    ages = a.age is not None and b.age is not None and a.age != b.age
    return ages or (a.sex is not None and b.sex is not None and a.sex != b.sex)


def _is_named(victim: VictimValue) -> bool:
    return FULL_NAME.search(victim.text) is not None


def choose(readings: Sequence[Figures], articles: str) -> Figures:
    """One figure from those of the articles, the latest article first. `articles`: `latest`, `all`,
    or `telling`, the latest that tells of anybody."""
    telling = [each for each in readings if any(each.values())]
    if articles == "latest":
        telling = list(readings[:1])
    if not telling:
        return dict.fromkeys(FIELDS, 0)
    if articles == "all":
        return {name: median_low(each[name] for each in telling) for name in FIELDS}
    return telling[0]


def read_articles(incident: GunIncident, knowledge: Knowledge, articles: str) -> list[Figures]:
    """What the reader gives for the articles of an incident, the latest first: for all, or for as
    many as it takes to find one that tells of anybody."""
    read: list[Figures] = []
    for report in incident.reports:
        read.append(figures_of(pipeline.read(report, knowledge)))
        if articles == "latest" and any(read[-1].values()):
            break
    return read


# ------------------------------------------------------------------------------------------ score


def score(
    incidents: Sequence[GunIncident], predictions: Mapping[str, Figures]
) -> dict[str, float | int]:
    """Shares of figures exactly right, of all incidents and of those with two or more."""
    figures: dict[str, float | int] = {}
    for name in FIELDS:
        right = [predictions[i.name][name] == i.gold[name] for i in incidents]
        several = [ok for ok, i in zip(right, incidents, strict=True) if i.gold[name] >= SEVERAL]
        figures[f"{name}_exact"] = _share(right)
        figures[f"{name}_exact_of_two_or_more"] = _share(several)
    return {**figures, "incidents": len(incidents)}


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def measure(gold: Path, asked: Asked) -> Score:
    """Scores the tolls that the reader gives for the incidents of a file."""
    knowledge = Knowledge.open()
    read: dict[str, list[Figures]] = {}
    chosen = []
    for incident in asked.track(read_incidents(gold), "reading incidents"):
        chosen.append(incident)
        read[incident.name] = read_articles(incident, knowledge, asked.articles)
    predictions = {name: dict(choose(each, asked.articles)) for name, each in read.items()}
    halves = {
        "development": [i for i in chosen if not i.is_aside],
        "kept aside": [i for i in chosen if i.is_aside],
    }
    scored = {name: score(half, predictions) for name, half in halves.items()}
    if asked.articles == "latest":
        telling = {name: choose(each, "telling") for name, each in read.items()}
        scored["kept aside, latest that tells"] = score(halves["kept aside"], telling)
    figures: dict[str, Any] = {
        "articles": asked.articles,
        **score(chosen, predictions),
        "halves": scored,
    }
    rows = [("all", figures), *scored.items()]
    names = [f"{name}_exact{end}" for name in FIELDS for end in ("", "_of_two_or_more")]
    table = Table(
        ("incidents", "", "killed", "2 or more", "injured", "2 or more"),
        tuple(
            (name, str(each["incidents"]), *(f"{each[figure]:.3f}" for figure in names))
            for name, each in rows
        ),
    )
    held = {f"{name}, kept aside": scored["kept aside"][name] for name in names}
    return Score(figures, (table,), held, predictions)
