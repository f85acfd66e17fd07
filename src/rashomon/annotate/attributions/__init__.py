"""Attributions: cue, content and source, learnt from annotated news (`recipes/attributions`).

Rules over the parse propose (`contents.py`, `sources.py`), small networks choose (`network.py`);
`find.py` is the whole on one screen.
"""

from __future__ import annotations

from rashomon.annotate.attributions.find import sayings_of
from rashomon.annotate.attributions.network import Networks, words_of

__all__ = ["Networks", "sayings_of", "words_of"]
