"""The words and signs for the records' lists, read from `data/publish/labels.en.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rashomon.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that never stands without its word, and what both mean."""

    sign: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Words by the values of the records; the keys are those of CONTRACT.md's lists."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    questions: Mapping[str, str]
    happened: Mapping[str, str]
    stances: Mapping[str, Sign]
    held: Mapping[str, str]
    modes: Mapping[str, str | None]
    voices: Mapping[str, str]
    statuses: Mapping[str, Sign]
    lineages: Mapping[str, str]
    judgements: Mapping[str, str]
    results: Mapping[str, Sign]
    date_precision: Mapping[int, str]
    where_precision: Mapping[int, str]
    methods: Mapping[str, str]
    roles: Mapping[str, str]
    ucdp: Mapping[int, str]
    responsibility: Mapping[str, str]
    relations: Mapping[str, str]
    schemes: Mapping[str, str]
    withheld: str


@cache
def labels() -> Labels:
    """The English labels. KnowledgeError when the file is not as it should be."""
    source = resources.files("rashomon") / "data" / "publish" / "labels.en.yaml"
    raw: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    try:
        signs = {
            name: {
                key: Sign(each["sign"], each.get("word") or each["verb"], each.get("meaning", ""))
                for key, each in raw[name].items()
            }
            for name in ("stances", "statuses", "results")
        }
        lists = {name: tuple(raw[name]) for name in ("months", "weekdays")}
        return Labels(**{**raw, **signs, **lists})
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"{source}: the labels are not complete: {error}") from error
