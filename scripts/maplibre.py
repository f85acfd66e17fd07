"""Put a version of MapLibre GL JS into the desk's static files, with its licence.

    python scripts/maplibre.py VERSION

Needs npm. Takes what a page needs out of npm's package `maplibre-gl`: the module, the worker beside
it (so that a strict content security policy holds: no script from a text), the style, the licence.
References to source maps, which are not taken, are left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src/rashomon/desk/static/maplibre"
FILES = {
    "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "dist/maplibre-gl.css": "maplibre-gl.css",
    "LICENSE.txt": "LICENSE.txt",
}
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$|/\*# sourceMappingURL=.*?\*/", re.MULTILINE)


def main() -> None:
    """Fetches the package and replaces the files."""
    if len(sys.argv) != 2:
        raise SystemExit("name the version of maplibre-gl: python scripts/maplibre.py 6.17.0")
    with tempfile.TemporaryDirectory() as folder:
        named = f"maplibre-gl@{sys.argv[1]}"
        packed = subprocess.run(
            ["npm", "pack", "--silent", named], cwd=folder, check=True, capture_output=True
        )
        archive = Path(folder) / packed.stdout.decode().split()[-1]
        STATIC.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as opened:
            for inside, name in FILES.items():
                found = opened.extractfile(f"package/{inside}")
                if found is None:
                    raise SystemExit(f"{named} has no {inside}; see what a page needs of it now")
                text = SOURCE_MAP.sub("", found.read().decode()).rstrip() + "\n"
                (STATIC / name).write_text(text, encoding="utf-8")
                print(f"{STATIC / name}: {len(text):,} characters")


if __name__ == "__main__":
    main()
