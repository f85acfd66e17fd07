"""Attributions: cue, content and source, learnt from annotated news (`recipes/attributions`).

Rules over the parse propose (`contents.py`, `sources.py`), small networks choose (`network.py`);
`find.py` is the whole on one screen. No stage of its own: `assemble` asks for those that its rules
do not find, `evaluate` for all.
"""

from __future__ import annotations

from rashomon.attributions.find import Finder, Saying

__all__ = ["Finder", "Saying"]
