"""The lists of actors and of places, each name leading to its incidents."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk.rendering import casebook_of, render
from rashomon.publish.labels import labels
from rashomon.publish.words import country_name, distance_in_words
from rashomon.store import KnownActor, KnownPlace

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 50

_Words = Annotated[str, Query(max_length=200)]
_Short = Annotated[str, Query(max_length=40)]
_Country = Annotated[str, Query(pattern=r"^([A-Z]{2})?$")]
_Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/actors")
def actors(
    request: Request,
    words: _Words = "",
    kind: _Short = "",
    country: _Country = "",
    page: _Page = 1,
) -> HTMLResponse:
    """The sides of incidents, those with most incidents first."""
    book, kept = casebook_of(request), request.app.state.kept
    asked = {"kind": kind or None, "country": country or None}
    total: int = kept.get(
        book, ("actors", words, kind, country), lambda: book.count_actors(words, **asked)
    )
    shown = kept.get(
        book,
        ("actors", words, kind, country, page),
        lambda: book.actors(words, **asked, offset=(page - 1) * PAGE, limit=PAGE),
    )
    kinds, countries = kept.get(book, "kinds", lambda: book.kinds_and_countries("actors"))
    return render(
        request,
        "actors.html.j2",
        chosen={"words": words.strip(), "kind": kind, "country": country},
        lines=[_actor(each) for each in shown],
        kinds=[(each, _called(each)) for each in kinds],
        countries=_countries(countries),
        total=total,
        **_paging("/actors", page, total, words=words, kind=kind, country=country),
    )


@router.get("/places")
def places(
    request: Request,
    words: _Words = "",
    method: _Short = "",
    country: _Country = "",
    page: _Page = 1,
) -> HTMLResponse:
    """The places that incidents are placed at, those with most incidents first."""
    book, kept = casebook_of(request), request.app.state.kept
    asked = {"method": method or None, "country": country or None}
    total: int = kept.get(
        book, ("places", words, method, country), lambda: book.count_places(words, **asked)
    )
    shown = kept.get(
        book,
        ("places", words, method, country, page),
        lambda: book.places(words, **asked, offset=(page - 1) * PAGE, limit=PAGE),
    )
    methods, countries = kept.get(book, "methods", lambda: book.kinds_and_countries("places"))
    return render(
        request,
        "places.html.j2",
        chosen={"words": words.strip(), "method": method, "country": country},
        lines=[_place(each) for each in shown],
        methods=[(each, labels().methods.get(each, each)) for each in methods],
        countries=_countries(countries),
        total=total,
        **_paging("/places", page, total, words=words, method=method, country=country),
    )


def _actor(actor: KnownActor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "kind": _called(actor.kind),
        "country": country_name(actor.country),
        "incidents": actor.incidents,
        "roles": sorted(actor.roles.items(), key=lambda each: (-each[1], each[0])),
        "href": f"/?{urlencode({'actor': actor.id})}",
    }


def _place(place: KnownPlace) -> dict[str, Any]:
    at = None
    if place.latitude is not None and place.longitude is not None:
        at = f"{place.latitude:.4f}, {place.longitude:.4f}"
    within = None if place.radius_km is None else distance_in_words(place.radius_km)
    return {
        "name": place.name,
        "region": ", ".join(filter(None, (place.admin1, country_name(place.country)))),
        "at": at,
        "within": within if at is not None else None,
        "method": labels().methods.get(place.method, place.method),
        "incidents": place.incidents,
        "href": f"/?{urlencode({'place': place.key})}",
    }


def _called(kind: str) -> str:
    return kind.replace("-", " ")


def _countries(codes: list[str]) -> list[tuple[str, str]]:
    return sorted(((each, country_name(each) or each) for each in codes), key=lambda each: each[1])


def _paging(path: str, page: int, total: int, **said: str) -> dict[str, Any]:
    pages = max(1, -(-total // PAGE))

    def address(other: int) -> str:
        query = {name: value for name, value in said.items() if value}
        if other > 1:
            query["page"] = str(other)
        return f"{path}?{urlencode(query)}" if query else path

    return {
        "page": page,
        "pages": pages,
        "before": address(page - 1) if page > 1 else None,
        "after": address(page + 1) if page < pages else None,
    }
