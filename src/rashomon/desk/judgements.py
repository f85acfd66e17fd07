"""Judgements made and taken back, by the forms of the pages."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rashomon.desk import judging
from rashomon.desk.asking import Coding
from rashomon.desk.rendering import casebook_of

router = APIRouter()

BACK_TO_THE_INCIDENT: Final = frozenset({"merge", "split"})
"""After these the incident that the form stood on may be another one."""


@router.post("/judgements")
def judge(request: Request, change: Coding) -> Response:
    """Keeps what a form decides, and goes back to where it stands."""
    book = casebook_of(request)
    made = judging.judge(book, change)
    if made.kind in BACK_TO_THE_INCIDENT and change.incident is not None:
        return change.back(to=f"/incidents/{book.resolve_id(change.incident)}", judged=made.id)
    return change.back(judged=made.id)


@router.post("/judgements/{judgement}/withdraw")
def withdraw(request: Request, judgement: str, change: Coding) -> Response:
    """Takes a judgement back."""
    judging.withdraw(casebook_of(request), judgement, change)
    return change.back()
