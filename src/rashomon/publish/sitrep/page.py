"""From records to the page: names withheld, views made, templates filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rashomon.gazetteer.borders import Borders
from rashomon.publish.labels import labels
from rashomon.publish.private import PrivateNames, withhold
from rashomon.publish.sitrep.tell import article
from rashomon.publish.sitrep.view import Article, Overview, overview
from rashomon.records import IncidentEntry, IncidentFile, IncidentList, Reading


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("rashomon.publish.sitrep", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _borders() -> Borders:
    return Borders.open()


def prepared(
    incidents: IncidentList,
    files: Sequence[IncidentFile],
    readings: Mapping[str, Reading],
    include_private: bool,
    private: PrivateNames | None,
    title: str,
) -> tuple[str, Overview, list[Article]]:
    """What every form of the report shows: its title, and everything worded and drawn; names
    withheld from all of it."""
    if not include_private:
        title = _covered(title, incidents, readings, private)
        incidents, files, readings = withhold(incidents, files, readings, private)
    order = overview(incidents, files, readings, _borders())
    return title, order, [article(line, readings, incidents, _borders()) for line in order.told]


def _covered(
    title: str,
    incidents: IncidentList,
    readings: Mapping[str, Reading],
    private: PrivateNames | None,
) -> str:
    """The report's title without the names that an incident of all its reports would not show."""
    entry = IncidentEntry(
        id="", title=title, parent=None, date_start=None, date_end=None, date_prec=None,
        place=None, status="single", reports=tuple(readings), mentioned_in=(),
    )  # fmt: skip
    listed = replace(incidents, incidents=(entry,), reports=())
    covered, _, _ = withhold(listed, (), readings, private)
    return covered.incidents[0].title


def render(
    incidents: IncidentList,
    files: Sequence[IncidentFile],
    readings: Mapping[str, Reading],
    *,
    title: str = "Situation report",
    generated: str | None = None,
    include_private: bool = False,
    private: PrivateNames | None = None,
) -> str:
    """The whole page as HTML.

    `files` are the incidents told in full, `readings` (by report id) the texts that their claims
    quote. `generated` (ISO 8601, or None to leave it out) is the only thing that may differ between
    two runs. Names of private persons are left out unless `include_private`: those of `private`,
    which is the whole casebook's, or else those that these readings name.
    """
    title, order, articles = prepared(incidents, files, readings, include_private, private, title)
    environment = _environment()
    style = environment.loader.get_source(environment, "style.css")[0] if environment.loader else ""
    page = environment.get_template("page.html.j2")
    return page.render(
        title=title,
        generated=generated,
        style=Markup(style),
        labels=labels(),
        overview=order,
        articles=articles,
        withheld=not include_private,
    )
