"""The OpenAPI document of `/api/v1`: the routes, with the published shapes of what they answer."""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rashomon.schemas import SHAPES, published

SECURITY: Final = "token"
_DEFINITIONS: Final = "#/$defs/"
_COMPONENTS: Final = "#/components/schemas/"


def shape(name: str, description: str) -> dict[int | str, dict[str, Any]]:
    """What a route answers when all is well: the component of this name."""
    content = {"application/json": {"schema": {"$ref": f"{_COMPONENTS}{name}"}}}
    return {200: {"description": description, "content": content}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=(
                "A shared desk wants a token (`Authorization: Bearer …`), made under one's "
                "account; a desk alone on one's machine wants none."
            ),
            routes=app.routes,
        )
        components = made.setdefault("components", {})
        components.setdefault("schemas", {}).update(_shapes())
        components["securitySchemes"] = {SECURITY: {"type": "http", "scheme": "bearer"}}
        made["security"] = [{SECURITY: []}] if app.state.shared else []
        app.openapi_schema = made
    return app.openapi_schema


def _shapes() -> dict[str, Any]:
    """The published shapes as components, and a page of the list, which also has how many there
    are."""
    found: dict[str, Any] = {}
    for name in SHAPES:
        text = json.dumps(published(name)).replace(_DEFINITIONS, _COMPONENTS)
        schema = json.loads(text)
        found.update(schema.pop("$defs"))
        for key in ("$schema", "$id"):
            schema.pop(key)
        found[name] = schema
    page = json.loads(json.dumps(found["list"]))
    page["title"] = "a page of rashomon/list/1"
    page["properties"]["total"] = {"type": "integer", "minimum": 0}
    page["required"].append("total")
    found["list-page"] = page
    return found
