"""One report as it was read: incidents, claims with voice and stance, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.text import Text

from rashomon.publish.accounts import QUESTION_ORDER
from rashomon.publish.labels import labels
from rashomon.publish.terminal.ink import count, heading, ink, joined, line, quoted
from rashomon.publish.words import (
    Names,
    day_in_words,
    place_in_words,
    place_precision,
    value_in_words,
    voice_in_words,
)
from rashomon.records import Claim, Place, Reading, Span, Voice


def render_reading(reading: Reading, console: Console) -> None:
    """Print a reading: its incidents with their claims, claims of none, then its places."""
    names = Names.of([reading])
    _head(reading, console)
    for mention in reading.incidents:
        claims = [each for each in reading.claims if each.incident == mention.id]
        heading(console, mention.title)
        if mention.parent is not None:
            line(console, ink(f"part of {names.incidents[mention.parent]}", "note"), 2)
        _claims(claims, names, console)
    rest = [each for each in reading.claims if each.incident is None]
    if rest:
        heading(console, "Of no incident")
        _claims(rest, names, console)
    if reading.places:
        heading(console, "Places")
        for place in reading.places:
            _place(place, console)


def _head(reading: Reading, console: Console) -> None:
    report = reading.report
    console.print(ink(report.title or "A report without a title", "heading"))
    published = (
        day_in_words(report.published) if report.published else "date of publication unknown"
    )
    facts = [report.outlet, report.agency, published, report.language]
    console.print(ink(" · ".join(fact for fact in facts if fact), "note"))
    incidents, claims = (
        count(len(reading.incidents), "incident"),
        count(len(reading.claims), "claim"),
    )
    console.print(ink(f"{incidents}, {claims}", "note"))


def _claims(claims: Iterable[Claim], names: Names, console: Console) -> None:
    order = {field: number for number, field in enumerate(QUESTION_ORDER)}
    ranked = sorted(
        claims, key=lambda each: (order.get(each.field, len(order)), each.field, each.spans.content)
    )
    for field, group in groupby(ranked, key=lambda each: each.field):
        line(console, ink(labels().questions[field], "bold"), 2)
        for claim in group:
            _claim(claim, names, console)


def _claim(claim: Claim, names: Names, console: Console) -> None:
    stance = labels().stances[claim.stance]
    said = joined(
        ink(stance.sign, claim.stance),
        ink(value_in_words(claim.field, claim.value, names), "bold"),
        ink(f"— {labels().held[claim.stance]} {_speaker(claim.voice)}"),
    )
    if notes := _notes(claim):
        said = joined(said, ink(f"[{'; '.join(notes)}]", "note"))
    line(console, said, 4)
    line(console, _words(claim), 6)


def _speaker(voice: Voice) -> str:
    who = "the outlet" if voice.kind == "narrator" else voice_in_words(voice.kind, voice.text)
    return f"{who}, via {', '.join(voice.via)}" if voice.via else who


def _notes(claim: Claim) -> list[str]:
    notes = [labels().modes[claim.mode], claim.scope.text if claim.scope else None]
    notes += ["provisional" if claim.provisional else None]
    notes += ["replaced by a later figure" if claim.superseded else None]
    notes += [f"said {day_in_words(claim.said.start, short=True)}" if claim.said else None]
    notes += [f"said {count(len(claim.also) + 1, 'time')}" if claim.also else None]
    return [note for note in notes if note]


def _words(claim: Claim) -> Text:
    """The clause with its offsets, then the speaker's and the attributing words with theirs."""
    said = joined(quoted(claim.spans.content.text), _offsets(claim.spans.content))
    by = [each for each in (claim.spans.source, claim.spans.cue) if each is not None]
    for span in sorted(by):
        said = joined(said, ink("·", "note"), quoted(span.text), _offsets(span))
    return said


def _offsets(span: Span) -> Text:
    return ink(f"{span.start}–{span.end}", "note")


def _place(place: Place, console: Console) -> None:
    name = ink(place_in_words(place), "bold")
    point = ""
    if place.latitude is not None and place.longitude is not None:
        point = f"{place.latitude:.4f}, {place.longitude:.4f} ·"
    line(console, joined(name, ink(f"— {point}"), ink(place_precision(place))), 2)
    line(console, ink(place.explanation, "note"), 4)
