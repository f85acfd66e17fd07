"""Web Mercator in whole steps: where incidents lie on the maps of the web, as two integers.

The world is a square of 2^20 steps to a side, from longitude -180 eastward and from latitude
85.0511 southward (EPSG:3857): about 38 m a step at the equator. A cell of a coarser grid is what
two steps share after their last bits are dropped, so that grouping for a map is a shift.
"""

from __future__ import annotations

import math
from typing import Final

BITS: Final = 20
WORLD: Final = 1 << BITS
"""Steps around the world."""
EDGE: Final = 85.05112877980659
"""The latitude, in degrees, at which the square ends."""


def xy(latitude: float, longitude: float) -> tuple[int, int]:
    """Degrees to steps; beyond the square's edges, the nearest step in it."""
    bounded = math.radians(max(-EDGE, min(EDGE, latitude)))
    east = (longitude + 180) / 360
    south = (1 - math.asinh(math.tan(bounded)) / math.pi) / 2
    return _step(east), _step(south)


def _step(share: float) -> int:
    return max(0, min(WORLD - 1, math.floor(share * WORLD)))
