"""What a speaker says of itself and its own people, and responsibility as a draft."""

from __future__ import annotations

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.records import ResponsibilityValue, Voice

OWN_WORDS = 5
"""Tokens of a subject in which "its", "our" makes it the speaker's people."""


def is_own(marks: Marks, noun: int) -> bool:
    """Whether a noun is the speaker, or the speaker's people: "two of its knights"."""
    words = {marks.token(i).lower for i in marks.document.subtree(noun)[:OWN_WORDS]}
    own = ("reflexive_pronouns", "first_person", "possessives")
    return any(words & marks.lexicon[name].codes.keys() for name in own)


def stands_behind(marks: Marks, word: int) -> bool:
    """Whether "behind" tells who did it, and not where somebody pulled, hid or ran."""
    if marks.hit("responsibility.behind", word) is None:
        return True
    verb = marks.predicate(word)
    lists = ("being_verbs", "responsibility.standing")
    return not marks.is_verb(verb) or any(marks.hit(name, verb) is not None for name in lists)


def in_voice_of(marks: Marks, voices: Voices, draft: Draft, verb: int) -> Draft:
    """A draft in the voice of whoever does what a verb says, where it is none of speaking: "police
    treat it as terrorism", "the government lists 22 churches"."""
    if voices.at(draft.anchor) is None and not marks.is_passive(verb):
        heads = [a for a in marks.agents(verb) if voices.speakers.can_speak(a)]
        speaker = voices.speakers.resolve(heads[0], verb) if heads else None
        draft.voice = speaker.voice if speaker is not None else None
    return draft


def responsibility_draft(
    marks: Marks,
    verb: int,
    about: Happening | None,
    actor: str | None,
    kind: str,
    voice: Voice | None,
) -> Draft:
    """That an actor claims or denies an incident, or that nobody has."""
    return Draft(
        field="responsibility",
        value=ResponsibilityValue(actor if kind != "unclaimed" else None, kind),  # type: ignore[arg-type]  # one of the three literals
        anchor=verb,
        words=marks.token(verb).text,
        content=marks.clause_of(verb),
        about=about,
        voice=voice,
        stance="claimed" if voice is not None else None,
    )
