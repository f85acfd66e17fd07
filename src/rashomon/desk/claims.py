"""A claim as a row of a page: what it says, who says it, and what was judged of it."""

from __future__ import annotations

from typing import Any

from rashomon.publish.labels import labels
from rashomon.publish.words import Names, value_in_words, voice_in_words
from rashomon.records import Claim, Judgement, Quantity, Reading


def row(claim: Claim, names: Names, reading: Reading, judged: list[Judgement]) -> dict[str, Any]:
    """What the pages show of a claim: in words, with its citation and the judgements of it."""
    report = reading.report
    said = value_in_words(claim.field, claim.value, names)
    who = voice_in_words(claim.voice.kind, claim.voice.text)
    cited = ", ".join(
        each for each in (report.outlet, report.title, report.published, report.url) if each
    )
    return {
        "claim": claim,
        "cite": f"{said}: {who}, “{claim.spans.content.text}” ({cited})",
        "says": said,
        "asks": labels().questions.get(claim.field, claim.field),
        "who": who,
        "counted": isinstance(claim.value, Quantity),
        "report": report,
        "judged": judged,
        "rejected": any(each.kind == "reject" for each in judged),
    }
