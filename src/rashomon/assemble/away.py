"""Places that part an event from the main incident: a town or a region where nothing of it was."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.assemble.apart import OPENING
from rashomon.assemble.happening import Happening
from rashomon.assemble.lede import Lede
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import (
    are_distant,
    far_apart,
    introduces,
    is_fine,
    is_site,
    overlap,
)
from rashomon.assemble.triggers import Trigger


class Away:
    """Tells which events of one document were somewhere else than the main one."""

    def __init__(self, marks: Marks, triggers: Sequence[Trigger], lede: Lede) -> None:
        self.marks = marks
        self.triggers = triggers
        self._lede = lede

    def elsewhere(self, trigger: Trigger, main: Happening) -> bool:
        """Whether the event has a fine place of its own that is not the main site."""
        marks, site = self.marks, self._lede.site
        fine = [p for p in trigger.places if is_fine(self.marks, p)]
        if site is None:
            new = introduces(marks, trigger.i, trigger.is_indefinite)
            days = [t.start for t in main.times if t.date_prec == 1]
            apart = trigger.time is not None and bool(days) and trigger.time.start not in days
            return new and apart and any(is_site(marks, p, trigger.i) for p in fine)
        if not fine or any(p.place == site for p in trigger.places):
            return False
        struck = set(marks.patients(trigger.i)) if marks.is_verb(trigger.i) else set()
        if any(j in marks.places_by_token and marks.places_by_token[j] in fine for j in struck):
            return True
        sentence = marks.document.sentence_of(trigger.i)
        opening = range(sentence.first, min(sentence.first + OPENING, trigger.i))
        timed = trigger.time is not None or marks.any_hit("later_openings", opening) is not None
        sites = [p for p in fine if is_site(marks, p, trigger.i)]
        far = bool(sites) and all(are_distant(marks, p.place, site) for p in sites)
        opens = timed or (far and self.opens_paragraph(trigger))
        if not opens or any(overlap(marks, p.place, site) for p in fine):
            return False
        if self._lede.sentences_to(trigger) == 0:
            return False
        own_day = trigger.time is not None and trigger.time != self._lede.time
        again = far and own_day and marks.is_verb(trigger.i)  # "on Sunday the army shelled X"
        new = again or introduces(marks, trigger.i, trigger.is_indefinite)
        return bool(sites) and new

    def in_other_region(self, trigger: Trigger, main: Happening) -> bool:
        """Whether an event is told as new in a region or a country where nothing of the main one
        was, on a day of its own or of none."""
        marks = self.marks
        if self._lede.sentences_to(trigger) <= 0:
            return False
        known = [p for p in main.place_ids if marks.place(p).admin1 is not None]
        sites = [p.place for p in trigger.places if is_site(marks, p, trigger.i)]
        sites = [p for p in sites if marks.place(p).admin1 is not None]
        away = all(far_apart(marks, site, other) for site in sites for other in known)
        new = introduces(marks, trigger.i, trigger.is_indefinite)
        return bool(sites) and bool(known) and away and new

    def names_elsewhere(self, trigger: Trigger, main: Happening) -> bool:
        """Whether an event has towns of its own, none of them the main one's."""
        fine = {p.place for p in trigger.places if is_fine(self.marks, p)}
        return bool(main.triggers) and bool(fine) and not fine & main.place_ids

    def opens_paragraph(self, trigger: Trigger) -> bool:
        """Whether no event is told before it in its paragraph."""
        document = self.marks.document
        paragraph = document.sentence_of(trigger.i).paragraph
        first = next(t for t in self.triggers if document.sentence_of(t.i).paragraph == paragraph)
        return first.i == trigger.i
