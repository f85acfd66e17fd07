"""The state that resolving one report's places passes from step to step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from rashomon.document import Document
from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.geodesy import Constraint, Location
from rashomon.resolve.place_clauses import FROM_THE_SITE, Clause
from rashomon.resolve.place_hits import NameHit
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.place_locate import Known, Setting
from rashomon.resolve.place_rank import Focus, NameGroup, Ranked

MOSTLY = "the report is mostly about"
"""Begins the text of a constraint that no clause states: that a report keeps to its country."""

NEAR_SENTENCES = 1
"""Sentences from a mention of the site within which "near X" is still said of it."""


@dataclass(slots=True)
class Resolution:
    """What is known so far of one report's places; lives for one call of `resolve_places`.

    `home` the outlet's country; `hits` the names; `unlisted` keys of names that are listed, of
    places that cannot be meant; `groups` their mentions by name; `ranked` candidates by (key,
    within); `ranked_first` where the names begin that were ranked to see which others fit, and what
    came of it; `known` settled positions by key; `located` what the clauses gave; `contradictions`
    the clauses of names that cannot all be met; `strays` candidates, by key, of names whose listed
    place lies in a country that the report has nothing to do with; `nearly` the listed place of an
    unlisted spelling, by key, and how much they are alike; `main` the key of the main site.
    """

    document: Document
    gazetteer: Gazetteer
    borders: Borders
    lexicon: PlaceLexicon
    home: str | None = None
    hits: tuple[NameHit, ...] = ()
    clauses: tuple[Clause, ...] = ()
    groups: tuple[NameGroup, ...] = ()
    ranked: dict[tuple[str, str | None], tuple[Ranked, ...]] = field(default_factory=dict)
    focus: Focus = field(default_factory=lambda: Focus({}, {}, ()))
    ranked_first: tuple[list[int], dict[tuple[str, str | None], tuple[Ranked, ...]], Focus] = field(
        default_factory=lambda: ([], {}, Focus({}, {}, ()))
    )
    unlisted: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=dict)
    located: dict[str, tuple[Location, tuple[Constraint, ...]]] = field(default_factory=dict)
    contradictions: dict[str, tuple[Constraint, ...]] = field(default_factory=dict)
    strays: dict[str, tuple[Ranked, ...]] = field(default_factory=dict)
    nearly: dict[str, tuple[GazetteerPlace, float]] = field(default_factory=dict)
    main: str | None = None
    _by_name: dict[str | None, list[Clause]] | None = None

    def clauses_on(self, key: str) -> tuple[Clause, ...]:
        """The clauses that may say something of a name: told of it, or measured from it."""
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for clause in self.clauses:
                for name in {clause.subject, *(a.key for a in clause.anchors)}:
                    self._by_name[name].append(clause)
        own = self._by_name.get(key, [])
        if key != self.main:
            return tuple(own)
        told = [c for c in self._by_name.get(None, []) if not self._is_elsewhere(c)]
        from_here = [c for c in self.clauses if c.kind in FROM_THE_SITE]
        return tuple(sorted({*own, *told, *from_here}, key=lambda c: (c.start, c.end)))

    def _is_elsewhere(self, clause: Clause) -> bool:
        """Whether a clause that only says what something is near stands far from every mention of
        the main site: it tells of another."""
        if clause.kind != "near":
            return False
        named = [hit.sentence for hit in self.hits if hit.key == self.main]
        return all(abs(sentence - clause.sentence) > NEAR_SENTENCES for sentence in named)

    def setting(self) -> Setting:
        """What locating needs to know of the report, as it is known now."""
        countries = sorted(self.focus.countries.items(), key=lambda c: (-c[1], c[0]))
        return Setting(self.known, self.main, tuple(countries), self.gazetteer, self.borders)
