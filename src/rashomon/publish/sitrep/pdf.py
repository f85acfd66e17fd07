"""The situation report as a PDF, set by Typst (docs/decisions/0014): the same views as on the page.

What the page shows goes to the template as JSON and is set as text there: no word of a report is
ever read as markup. Typst comes as a library with its fonts; nothing is asked of a network, and the
template can read no other file.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any, Final

from rashomon.errors import UsageError
from rashomon.publish.labels import labels
from rashomon.publish.private import PrivateNames
from rashomon.publish.sitrep.page import prepared
from rashomon.publish.sitrep.view import Account, Article, Asked, Drawing, Line, MatrixLine, Quote
from rashomon.records import IncidentFile, IncidentList, Reading

HUES: Final = ("s0", "s1", "s2", "s3", "s4", "outlets")
"""The classes that say in which colour (`--c`) what stands inside them is drawn."""
TEMPLATE: Final = "report.typ"


def typeset(
    incidents: IncidentList,
    files: Sequence[IncidentFile],
    readings: Mapping[str, Reading],
    *,
    title: str = "Situation report",
    generated: str | None = None,
    include_private: bool = False,
    private: PrivateNames | None = None,
) -> bytes:
    """The whole report as a PDF; the arguments are those of `page.render`.

    The same records give the same bytes but for what a newer Typst sets otherwise. Raises
    UsageError where Typst is not installed.
    """
    try:
        typst = import_module("typst")
    except ImportError as error:
        raise UsageError(
            "a PDF needs the package typst: pip install 'rashomon[pdf]', or take the page (HTML) "
            "and print it"
        ) from error
    title, overview, articles = prepared(
        incidents, files, readings, include_private, private, title
    )
    told = {
        "title": title,
        "generated": generated,
        "state": overview.digest,
        "readers": list(overview.readers),
        "published": overview.published,
        "reports": overview.reports,
        "repeats": overview.repeats,
        "contested": overview.contested,
        "withheld": not include_private,
        "stances": [[name, s.sign, s.meaning] for name, s in labels().stances.items()],
        "statuses": [[s.word, s.sign, s.meaning] for s in labels().statuses.values()],
        "lines": [_line(each) for each in overview.lines],
        "map": _drawn(overview.map) if len(articles) > 1 else None,
        "articles": [_article(each) for each in articles],
    }
    template = resources.files("rashomon.publish.sitrep") / "templates" / TEMPLATE
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / TEMPLATE).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        (place / "told.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        made: bytes = typst.compile(place / TEMPLATE, root=place, timestamp=0)
    return made


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.entry.title,
        "when": f"{'about ' if line.vague else ''}{line.when}",
        "where": line.where,
        "status": [line.status.sign, line.status.word],
        "killed": list(line.killed),
        "reports": line.reports,
        "told": line.file is not None,
    }


def _article(it: Article) -> dict[str, Any]:
    return {
        "number": it.line.number,
        "id": it.file.incident.id,
        "title": it.file.incident.title,
        "status": [it.line.status.sign, it.line.status.word],
        "when": [it.when, it.when_precision],
        "where": [it.where, it.where_precision],
        "explanation": it.explanation,
        "type": it.type,
        "sides": [list(each) for each in it.sides],
        "parent": it.parent[1] if it.parent else None,
        "parts": [called for _, called in it.parts],
        "tolls": [_asked(each) for each in it.tolls],
        "columns": [
            [each.title, "" if each.kind in ("", "narrator") else labels().voices[each.kind]]
            for each in it.columns
        ],
        "matrix": [_matrix_line(each) for each in it.matrix],
        "charts": [_chart(each) for each in it.charts],
        "map": _drawn(it.map),
        "far": list(it.far),
        "asked": [_asked(each) for each in it.asked],
        "sources": [
            [each.published, each.name, each.entry.title or "", each.url, each.lineage]
            for each in it.sources
        ],
        "checks": [[s.sign, s.word, each.rule, each.detail] for s, each, _ in it.checks],
        "judgements": [[day, kind, each.by, each.why] for kind, each, day in it.judgements],
        "coded": [[each.scheme, each.entered, list(each.why)] for each in it.coded],
    }


def _asked(asked: Asked) -> dict[str, Any]:
    finding = asked.question.finding
    return {
        "asks": asked.question.asks,
        "status": [asked.status.sign, asked.status.word],
        "figures": [list(each) for each in asked.figures],
        "proposed": finding.proposed,
        "rule": finding.rule,
        "revisions": list(asked.revisions),
        "accounts": [_account(each) for each in asked.accounts],
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "day": account.day,
        "until": account.until,
        "who": account.row.who,
        "stance": [account.sign.sign, account.sign.word],
        "says": account.row.says,
        "before": account.row.revises,
        "where": account.where,
        "notes": list(account.notes),
        "quotes": [_quote(each) for each in account.quotes],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "parts": [[each.role, each.text] for each in quote.segments],
        "language": quote.language,
        "source": quote.source,
        "published": quote.published,
        "url": quote.url,
        "also": list(quote.also),
        "judged": list(quote.judged),
    }


def _matrix_line(line: MatrixLine) -> dict[str, Any]:
    return {
        "asks": line.asks,
        "status": [line.status.sign, line.status.word],
        "figures": line.figures,
        "cells": [
            [
                {
                    "sign": each.sign,
                    "says": each.says,
                    "denies": each.denies,
                    "before": each.revises,
                    "held": ", ".join(
                        part
                        for part in (each.who, None if each.denies else each.held, each.day)
                        if part
                    ),
                }
                for each in cells
            ]
            for _, cells in line.cells
        ],
    }


def _chart(drawing: Drawing) -> dict[str, Any]:
    return {
        "asks": drawing.asks,
        "status": [drawing.status.sign, drawing.status.word],
        "svg": _drawn(drawing.wide),
    }


# ---------------------------------------------------------------------------------------- drawings


def _drawn(markup: str | None) -> str | None:
    """The first drawing of some markup as a file of its own: with its style, in the light colours,
    and without the links, which lead to places on the page."""
    if markup is None:
        return None
    text = str(markup)
    drawing = text[: text.index("</svg>") + len("</svg>")]
    drawing = re.sub(r"<a\b([^>]*)>", _as_group, drawing).replace("</a>", "</g>")
    opening = '<svg xmlns="http://www.w3.org/2000/svg"'
    return drawing.replace("<svg", opening, 1).replace(">", f"><style>{_style()}</style>", 1)


def _as_group(link: re.Match[str]) -> str:
    """What stands in the place of a link: a group of its class."""
    named = re.search(r'\sclass="[^"]*"', link[1])
    return f"<g{named[0] if named else ''}>"


@cache
def _style() -> str:
    """The rules of the page's style for drawings, its variables replaced by their light values."""
    source = resources.files("rashomon.publish.sitrep") / "templates" / "style.css"
    style = re.sub(r"/\*.*?\*/", "", source.read_text(encoding="utf-8"), flags=re.S)
    light = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", style[: style.index("}")]))
    hues = {
        name: re.findall(rf"\.{name}\s*{{\s*--c:\s*var\((--[\w-]+)\)", style)[0] for name in HUES
    }
    rules = re.findall(r"^((?:svg text|\.chart|\.map)[^{}@]*)\{([^}]*)\}", style, flags=re.M)
    found = []
    for selector, body in rules:
        if ":hover" in selector:
            continue
        if "var(--c)" not in body:
            found.append(f"{selector.strip()}{{{_filled(body, light)}}}")
            continue
        for name, hue in hues.items():
            coloured = _filled(body.replace("var(--c)", light[hue]), light)
            for each in selector.split(","):
                inner = each.strip().removeprefix(".chart ")
                found.append(f".{name} {inner},.{name}{inner}{{{coloured}}}")
    return "".join(found)


def _filled(body: str, light: Mapping[str, str]) -> str:
    filled = re.sub(r"var\((--[\w-]+)\)", lambda found: light[found[1]], body)
    return re.sub(r"font-family:[^;]*;?", "", filled).strip()
