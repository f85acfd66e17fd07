"""Chains of speakers: X told Y, as Z reports."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from rashomon.assemble.attribution import Attribution


def chained(found: Sequence[Attribution], first_person: Container[str]) -> Iterator[Attribution]:
    """The attributions with the outer speakers in `via`, nearest first; `first_person` are the
    words by which a speaker means himself, and inside a quotation whoever is quoted."""
    for each in found:
        if each.voice is None:
            yield each
            continue
        outer = sorted(
            (o for o in found if o is not each and each.verb in o.content and o.voice is not None),
            key=lambda o: len(o.content),
        )
        source = each.source.text.lower() if each.source is not None else ""
        if outer and source in first_person:  # "We do not accept that …," the spokesman said
            yield replace(each, voice=outer[0].voice)
            continue
        via = list(each.voice.via)
        for o in outer:
            assert o.voice is not None
            if o.voice.text != each.voice.text and o.voice.text not in via:
                via.append(o.voice.text)
        yield replace(each, voice=replace(each.voice, via=tuple(via)))
