"""How common words are in English news: the share of texts that hold each stem.

    python recipes/words/build_words.py OUT.tsv FOLDER_OR_FILE...

Each argument is one collection (a folder of .txt files, or a .jsonl file whose records have a text
somewhere); its shares are counted by itself and the collections' shares averaged, so that a large
one does not decide. Only stems in at least 0.3 % of texts are written: what is not in the table is
rare. No text and no order of words goes into the table.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rashomon.reconcile.words import content_words

LEAST_SHARE = 0.003


def texts(source: Path) -> Iterator[str]:
    if source.is_dir():
        for path in sorted(source.rglob("*.txt")):
            yield path.read_text(encoding="utf-8", errors="replace")
        return
    for line in source.read_text(encoding="utf-8").splitlines():
        yield from _texts_in(json.loads(line))


def _texts_in(record: object) -> Iterator[str]:
    if isinstance(record, dict):
        for name, value in record.items():
            if name in ("text", "doctext") and isinstance(value, str):
                yield value
            else:
                yield from _texts_in(value)
    elif isinstance(record, list):
        for value in record:
            yield from _texts_in(value)


def main(out: Path, sources: list[Path]) -> None:
    shares: Counter[str] = Counter()
    for source in sources:
        counts: Counter[str] = Counter()
        total = 0
        for text in texts(source):
            total += 1
            counts.update({word.lower() for word in content_words(text)})
        print(f"{source}: {total} texts, {len(counts)} stems")
        for word, count in counts.items():
            shares[word] += count / total / len(sources)
    kept = sorted((w, s) for w, s in shares.items() if s >= LEAST_SHARE and not w.isdigit())
    lines = [f"{word}\t{share:.3f}" for word, share in kept]
    header = "# stem, share of English news texts that hold it; made by recipes/words"
    out.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    print(f"{len(kept)} stems in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
