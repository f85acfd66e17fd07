"""What the networks look at: a cue, a candidate for its content, a candidate for its source.

Features are short strings in our own labels and in the cue words of `Words`, so that one network
serves every language that has a parse and a list of cues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate

from rashomon.attributions.contents import Content, block
from rashomon.attributions.reaches import MARKS, Reaches
from rashomon.attributions.sources import Source
from rashomon.document import Token

FINITE = frozenset({"finite", "past", "present"})
_GRAMMAR = ("case", "marker", "auxiliary", "negation", "determiner")
_TENSES = ("past", "present", "participle", "infinitive", "gerund", "conditional", "passive")
UNKNOWN = "?"
"""A word of another language that stands for none that the networks know."""
LOOSE = 4
STEPS = (1, 2, 3, 5, 8, 12, 20, 35, 60)


class Features:
    """The features of one document. `same`: a language's words in those that the networks know, as
    word or word/POS; None where they know the language's own."""

    def __init__(self, reaches: Reaches, same: Mapping[str, str] | None) -> None:
        self.reaches = reaches
        self.tokens = reaches.tokens
        self.children = reaches.children
        self.same = same

    @cached_property
    def lemmas(self) -> list[str]:
        """Each token's lemma, in the words that the networks know."""
        return [self._known(t, t.lemma) for t in self.tokens]

    @cached_property
    def forms(self) -> list[str]:
        """Each token's form in lower case, in the words that the networks know."""
        return [self._known(t, t.lower) for t in self.tokens]

    @cached_property
    def pos(self) -> list[str]:
        """Each token's part of speech, or that of the word which the networks know it as."""
        if self.same is None:
            return [t.pos for t in self.tokens]
        given = [self.same.get(t.lower) or self.same.get(t.lemma) or "" for t in self.tokens]
        return [
            word.partition("/")[2] or token.pos
            for word, token in zip(given, self.tokens, strict=True)
        ]

    @cached_property
    def _verbs(self) -> list[int]:
        """How many verbs stand before each token, and before the end."""
        return _running(t.pos in ("VERB", "AUX") for t in self.tokens)

    @cached_property
    def _finite(self) -> list[int]:
        """The same of finite verbs."""
        return _running(
            t.pos in ("VERB", "AUX") and not FINITE.isdisjoint(t.features) for t in self.tokens
        )

    @cached_property
    def _bare(self) -> list[int]:
        """The same of words outside quotations."""
        quote = self.reaches.quote
        return _running(quote[t.i] is None and t.pos != "PUNCT" for t in self.tokens)

    @cached_property
    def _heads(self) -> list[int]:
        """Each token's head; its own place for signs, which never hang loose."""
        return [t.i if t.pos == "PUNCT" else t.head for t in self.tokens]

    def _loose(self, each: Content) -> int:
        """How many of the tokens hang under a word outside, at most four."""
        heads, ranges = self._heads, each.ranges
        found = 0
        if len(ranges) == 1:
            ((first, last),) = ranges
            for head in heads[first:last]:
                if not first <= head < last:
                    found += 1
                    if found == LOOSE:
                        break
            return found
        for first, last in ranges:
            for head in heads[first:last]:
                found += not any(a <= head < b for a, b in ranges)
        return min(found, LOOSE)

    def _known(self, token: Token, word: str) -> str:
        if self.same is None or token.pos == "PUNCT":
            return word
        return self.same.get(word, UNKNOWN).partition("/")[0]

    def cue(self, i: int) -> list[str]:
        """Whether token `i` is the word by which something is attributed."""
        tokens, lemmas = self.tokens, self.lemmas
        token = tokens[i]
        lemma, pos = lemmas[i], self.pos[i]
        sentence = self.reaches.document.sentence_of(i)
        head = tokens[token.head]
        out = [
            "bias",
            f"l={lemma}",
            f"lp={lemma}:{pos}",
            f"lr={lemma}:{token.relation}",
            f"p={pos}:{token.relation}",
            f"s3={lemma[-3:]}:{pos}",
            f"s4={lemma[-4:]}:{pos}",
            f"p4={lemma[:4]}:{pos}",
            f"k={sentence.kind}",
        ]
        if token.head != i:
            out.append(f"hl={lemmas[token.head]}:{token.relation}")
            out.append(f"hp={head.pos}:{token.relation}:{pos}")
            out.append(f"lh={lemma}:{lemmas[token.head]}")
        tense = "".join(f[:4] for f in _TENSES if f in token.features)
        out.append(f"t={tense}")
        out.append(f"lt={lemma}:{tense}")
        self._around_cue(i, sentence.first, sentence.last, out)
        self._under_cue(i, out)
        number = self.reaches.quote[i]
        out.append(f"inq={number is not None}")
        quoted = {self.reaches.quote[j] for j in range(sentence.first, sentence.last)} - {None}
        if number is None and quoted:
            out.append(f"quotes:{token.relation}")
            out.append(f"lq={lemma}")
        left = i - sentence.first
        right = sentence.last - 1 - i
        out.append(f"left={_step(left)}")
        out.append(f"right={_step(right)}")
        return out

    def _around_cue(self, i: int, first: int, last: int, out: list[str]) -> None:
        tokens, lemmas = self.tokens, self.lemmas
        lemma = lemmas[i]
        for shift in (-2, -1, 1, 2):
            at = i + shift
            if not first <= at < last:
                out.append(f"w{shift}=none")
                continue
            near = tokens[at]
            out.append(f"w{shift}={self.forms[at]}")
            out.append(f"wp{shift}={near.pos}")
            if shift in (-1, 1):
                out.append(f"lw{shift}={lemma}:{self.forms[at]}")
                out.append(f"pw{shift}={self.pos[i]}:{self.forms[at]}")
                if near.text in MARKS or self.reaches.quote[at] is not None:
                    out.append(f"q{shift}")
        if i + 2 < last and tokens[i + 1].text in (",", ":") and tokens[i + 2].text in MARKS:
            out.append("q-behind-sign")

    def _under_cue(self, i: int, out: list[str]) -> None:
        tokens, lemmas = self.tokens, self.lemmas
        lemma, pos = lemmas[i], self.pos[i]
        signature = []
        for child in self.children[i]:
            below = tokens[child]
            relation = below.relation
            if relation == "punctuation":
                continue
            side = "<" if child < i else ">"
            out.append(f"c={side}{relation}")
            out.append(f"cp={side}{relation}:{below.pos}")
            out.append(f"lc={lemma}:{side}{relation}")
            if relation in ("agent", "patient", "complement", "recipient"):
                signature.append(f"{side}{relation}")
                out.append(f"cl={relation}:{lemmas[child]}")
                if relation != "agent":
                    out.append(f"lcl={lemma}:{relation}:{lemmas[child]}")
                if below.text[:1].isupper():
                    out.append(f"cu={relation}")
            elif relation in _GRAMMAR or relation == "modifier":
                out.append(f"cl={relation}:{self.forms[child]}")
                out.append(f"lcl={lemma}:{relation}:{self.forms[child]}")
            if relation in ("complement", "clause", "relative", "oblique"):
                word = self._introducer(child)
                tense = (
                    "f" if FINITE & below.features and "infinitive" not in below.features else ""
                )
                out.append(f"ci={relation}:{word}")
                out.append(f"cif={pos}:{relation}:{word}:{below.pos}{tense}")
                out.append(f"li={lemma}:{word}")
        out.append(f"sig={pos}:{','.join(signature)}")
        out.append(f"lsig={lemma}:{','.join(signature)}")

    def _introducer(self, i: int) -> str:
        for child in self.children[i]:
            if child < i and self.tokens[child].relation in ("marker", "case"):
                return self.lemmas[child]
        return "-"

    # ---------------------------------------------------------------------------- contents

    def contents(self, cue: int, found: list[Content]) -> list[list[str]]:
        """The features of every candidate for the content of a cue."""
        first, last = block(self.reaches, cue)
        signature = ",".join(
            dict.fromkeys(
                f"{'<' if c < cue else '>'}{self.tokens[c].relation}"
                for c in self.children[cue]
                if self.tokens[c].relation in ("patient", "complement", "recipient")
            )
        )
        sentence = self.reaches.document.sentence_of(cue)
        quoted = self.reaches.quote[sentence.first : sentence.last]
        numbers = set(quoted) - {None, self.reaches.quote[cue]}
        closes = _step(sentence.last - last)
        opens = first <= sentence.first + 1
        on = sentence.last < len(self.tokens) and self.tokens[sentence.last].text in MARKS
        back = self.reaches.quote[sentence.first]
        back = back is not None and self.reaches.quote_first[back] < sentence.first
        where = f"{opens}:{closes}:{bool(numbers)}:{on}:{back}"
        return [self._content(cue, each, signature, where, numbers) for each in found]

    def _content(
        self, cue: int, each: Content, signature: str, where: str, numbers: set[int | None]
    ) -> list[str]:
        tokens, lemmas = self.tokens, self.lemmas
        token, lemma = tokens[cue], lemmas[cue]
        start, end = tokens[each.first], tokens[each.last - 1]
        shape = f"{each.side}:{each.starts_by}"
        whole = f"{shape}:{each.ends_by}"
        length = sum(last - first for first, last in each.ranges)
        passive = "passive" in token.features
        out = [
            "bias",
            f"w={whole}",
            f"s={shape}",
            f"ls={lemma}:{shape}",
            f"le={lemma}:{each.side}:{each.ends_by}",
            f"ps={self.pos[cue]}:{token.relation}:{shape}",
            f"gs={signature}:{shape}",
            f"ge={signature}:{each.side}:{each.ends_by}",
            f"ws={where}:{shape}",
            f"we={where}:{each.side}:{each.ends_by}",
            f"pa={passive}:{shape}",
            f"n={_step(length)}:{each.side}",
            f"ln={lemma}:{_step(length)}",
            f"d={_step(abs(each.first - cue))}:{each.side}",
            f"f={self.forms[each.first]}",
            f"fp={start.pos}:{start.relation}:{each.side}",
            f"lf={lemma}:{self.forms[each.first]}",
            f"z={end.text if end.pos == 'PUNCT' else end.pos}:{each.ends_by}",
        ]
        after = tokens[each.last] if each.last < len(tokens) else None
        word = self.forms[each.last] if after is not None else "none"
        out.append(f"a={word}")
        if after is not None and each.side == "right":
            out.append(f"ap={after.pos}:{after.relation}:{each.ends_by}")
            out.append(f"az={self.forms[min(each.last + 1, len(tokens) - 1)]}:{word}")
        before = self.forms[each.first - 1] if each.first else "none"
        out.append(f"b={before}:{each.side}")
        self._content_within(cue, each, numbers, out)
        return out

    def _content_within(
        self, cue: int, each: Content, numbers: set[int | None], out: list[str]
    ) -> None:
        tokens, quote = self.tokens, self.reaches.quote
        ranges = each.ranges
        verbs = sum(self._verbs[last] - self._verbs[first] for first, last in ranges)
        finite = any(self._finite[last] > self._finite[first] for first, last in ranges)
        out.append(f"loose={self._loose(each)}:{each.side}")
        out.append(f"v={min(verbs, 3)}:{finite}:{each.side}:{self.pos[cue]}")
        cut = False
        for first, last in ranges:
            cut |= first > 0 and quote[first] is not None and quote[first - 1] == quote[first]
            closed = last == len(tokens) or quote[last - 1] is None
            cut |= not closed and quote[last] == quote[last - 1]
        out.append(f"cut={cut}")
        mine: set[int | None] = set()
        if self.reaches.quote_first:
            mine = {number for first, last in ranges for number in quote[first:last]} - {None}
        if numbers or mine:
            every = numbers <= mine
            out.append(f"q={every}:{bool(mine)}:{each.side}:{each.starts_by == 'quote'}")
            out.append(f"qc={every}:{cut}:{bool(mine)}")
            bare = sum(self._bare[last] - self._bare[first] for first, last in ranges)
            share = bare * 4 // sum(last - first for first, last in ranges)
            out.append(f"qs={share}:{each.side}")
            out.append(f"lqs={self.lemmas[cue]}:{share}")
        held = {c for c in self.children[cue] for first, last in ranges if first <= c < last}
        heads = [c for c in self.children[cue] if c in held]
        for child in heads[:4]:
            out.append(f"has={tokens[child].relation}:{each.side}")
            out.append(f"lhas={self.lemmas[cue]}:{tokens[child].relation}")
        missing = [
            tokens[c].relation
            for c in self.children[cue]
            if c not in held and tokens[c].relation in ("patient", "complement", "clause")
        ]
        for relation in missing[:3]:
            out.append(f"misses={relation}:{each.side}:{each.starts_by}")
        above = tokens[cue].head
        governed = any(first <= above < last for first, last in ranges)
        out.append(f"gov={governed}:{tokens[cue].relation}:{each.side}")

    # ----------------------------------------------------------------------------- sources

    def sources(self, cue: int, content: Content | None, found: list[Source]) -> list[list[str]]:
        """The features of every candidate for the source; the last is "nobody is named"."""
        held: frozenset[int] = frozenset()
        if content is not None:
            held = frozenset(i for first, last in content.ranges for i in range(first, last))
        token, lemma = self.tokens[cue], self.lemmas[cue]
        passive = "passive" in token.features
        pos = self.pos[cue]
        common = (lemma, f"{pos}:{token.relation}:{passive}", content.side if content else "")
        rows = [self._source(cue, each, held, common) for each in found]
        relations = {self.tokens[c].relation for c in self.children[cue]}
        rows.append(
            [
                "none",
                f"none:{lemma}",
                f"none:{common[1]}",
                f"none:{common[2]}",
                f"none:agent={'agent' in relations}:{pos}",
                f"none:possessor={'possessor' in relations}:{pos}",
                f"none:quoted={self.reaches.quote[cue] is not None}",
            ]
        )
        return rows

    def _source(
        self, cue: int, each: Source, held: frozenset[int], common: tuple[str, str, str]
    ) -> list[str]:
        tokens = self.tokens
        lemma, kind, side = common
        head = tokens[each.head]
        path = self._path(each.head, cue)
        before = "<" if each.head < cue else ">"
        overlap = sum(1 for i in range(each.first, each.last) if i in held)
        inside = "all" if overlap == each.last - each.first else "some" if overlap else "no"
        gap = each.first - cue if each.first > cue else cue - each.last
        word = self.forms[each.head] if head.pos == "PRON" else self.lemmas[each.head]
        after = self.forms[each.last] if each.last < len(tokens) else "none"
        same = tokens[cue].sentence == head.sentence
        case = self._introducer(each.head)
        return [
            "bias",
            f"path={path}{before}",
            f"lpath={lemma}:{path}{before}",
            f"kpath={kind}:{path}{before}",
            f"pp={head.pos}:{path}",
            f"in={inside}:{side}",
            f"inp={inside}:{path}{before}",
            f"form={each.form}:{head.pos}",
            f"formlen={each.form}:{_step(each.last - each.first)}",
            f"after={after}:{each.form}",
            f"gap={_step(gap)}{before}:{same}",
            f"gapr={_step(gap)}{before}:{head.relation}:{side}",
            f"w={word}",
            f"wp={word}:{head.relation}",
            f"up={head.text[:1].isupper()}:{head.pos}:{head.relation}{before}",
            f"case={case}:{head.relation}:{before}",
            f"lcase={lemma}:{case}",
            f"same={same}:{head.relation}:{kind}",
            f"q={self.reaches.quote[each.head] is not None}:{self.reaches.quote[cue] is not None}",
            f"hl={self.lemmas[head.head]}:{head.relation}",
            f"first={self.forms[each.first]}:{each.form}",
        ]

    def _path(self, i: int, cue: int) -> str:
        """The relations from a noun to the cue: up with ^, then down with v."""
        tokens = self.tokens
        above = [cue]
        while tokens[above[-1]].head != above[-1] and len(above) < 6:
            above.append(tokens[above[-1]].head)
        at = i
        up: list[str] = []
        for _ in range(5):
            if at in above:
                down = [tokens[j].relation[:4] for j in above[: above.index(at)]]
                return "^".join(up) + "v" + "v".join(down)
            if tokens[at].head == at:
                break
            up.append(tokens[at].relation[:4])
            at = tokens[at].head
        return "far"


def _running(of: Iterable[bool]) -> list[int]:
    """How many of the tokens before each are such, and before the end."""
    return list(accumulate(of, initial=0))


def _step(n: int) -> int:
    for step in STEPS:
        if n <= step:
            return step
    return 99
