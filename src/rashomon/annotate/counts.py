"""Numbers as written, with their bounds: "at least 25", "une trentaine", "between 20 and 30".

Bounds follow reading rule 7 of the contract; the words that make them are the lexicon's. What is
found here is any number; what is counted, and whether it can be a toll, is told by the noun after.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from rashomon.document import CountKind, CountPhrase, Sentence, Token
from rashomon.knowledge import Lexicon, NumberWords
from rashomon.records import Span

_DIGITS = r"\d{1,3}(?:[,.   ]\d{3})+(?!\d)|\d+"
_TRAILING_OF = re.compile(r"\s+(?:of|de|d['’])$", re.IGNORECASE)
_HYPHENS = frozenset({"-", "‑", "–"})
_OPENING_QUOTES = frozenset({"«", "“", '"', "‘"})
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""A bare number of four digits between them is a year."""
OLDEST = 110
"""Years: a number in commas up to this is somebody's age."""
NOUN_REACH = 5
"""Tokens after a number within which the counted noun must begin ("25 heavily armed men")."""

BEHIND_REACH = 3
"""Tokens behind a counted noun that may bound its number."""

_BEHIND_AGE = frozenset({"AUX", "VERB", "CCONJ", "PRON"})
"""What stands behind an age that a comma opens and none closes."""
_BESIDE_AGE = frozenset((",", "(", ")", "–", "—", "--"))
"""Signs between which ages stand."""
_CLOSING = frozenset((".", ";", ")", "!", "?"))

Bounds = tuple[int | None, int | None, bool]


def counts_of(
    text: str, tokens: Sequence[Token], sentences: Sequence[Sentence], lexicon: Lexicon
) -> tuple[CountPhrase, ...]:
    """Every number phrase of the text, in order, none overlapping another."""
    found: list[CountPhrase] = []
    at_start = {t.start: t.i for t in tokens}
    at_end = {t.end: t.i for t in tokens}
    for sentence in sentences:
        words = text[sentence.start : sentence.end]  # what is glued before it is no part of it
        for match in lexicon.numbers.pattern.finditer(words):
            for first, last, bounds in _numbers_in(words, match, lexicon.numbers):
                start, end = sentence.start + first, sentence.start + last
                phrase = _phrase(
                    Span.of(text, start, end), bounds, tokens, at_start, at_end, lexicon
                )
                if phrase is not None:
                    found.append(_like_before(phrase, found, text, tokens, lexicon))
    return tuple(_ages_in_commas(_ages_before(found, text, lexicon), tokens, lexicon))


def _ages_in_commas(
    found: Sequence[CountPhrase], tokens: Sequence[Token], lexicon: Lexicon
) -> list[CountPhrase]:
    """In "two of the boys, 14 and 15, were …" both numbers are ages: they stand in commas behind
    people, with no noun of their own."""
    out = list(found)
    for n in range(len(out) - 1):
        first, second = out[n], out[n + 1]
        joined = tokens[first.last : second.first]
        pair = len(joined) == 1 and joined[0].lower in lexicon["and_words"].codes
        bare = all(
            c.kind == "count" and c.low is not None and c.low == c.high and c.low <= OLDEST
            for c in (first, second)
        )
        closed = second.last < len(tokens) and tokens[second.last].text in _BESIDE_AGE
        opened = first.first > 1 and tokens[first.first - 1].text in _BESIDE_AGE
        if not (pair and bare and closed and opened):
            continue
        behind = tokens[first.first - 2]
        if behind.pos == "PROPN" or lexicon["people"].of_token(behind):
            out[n], out[n + 1] = replace(first, kind="age"), replace(second, kind="age")
    return out


def _like_before(
    phrase: CountPhrase,
    found: Sequence[CountPhrase],
    text: str,
    tokens: Sequence[Token],
    lexicon: Lexicon,
) -> CountPhrase:
    """In "ages 24 and 31" the second number is an age like the first; not in "a boy of three and
    two policemen"."""
    if not found or found[-1].kind != "age" or phrase.kind != "count":
        return phrase
    between = text[found[-1].span.end : phrase.span.start].strip(" ,").lower()
    people = phrase.noun == phrase.last and lexicon["people"].of_token(tokens[phrase.noun])
    joined = between in ("", *lexicon.numbers.joiners, *lexicon["and_words"].codes)
    return replace(phrase, kind="age") if joined and not people else phrase


def _ages_before(found: Sequence[CountPhrase], text: str, lexicon: Lexicon) -> list[CountPhrase]:
    """In "16 and 17 years old" the first number is an age like the second."""
    out = list(found)
    for n in range(len(out) - 1, 0, -1):
        before, after = out[n - 1], out[n]
        between = text[before.span.end : after.span.start].strip(" ,").lower()
        joined = between in lexicon["and_words"].codes or (between == "" and after.kind == "age")
        alike = before.kind == "count" and before.noun in (None, after.noun)
        if joined and alike and after.kind == "age":
            out[n - 1] = replace(before, kind="age")
    return out


def _numbers_in(
    text: str, match: re.Match[str], numbers: NumberWords
) -> Iterator[tuple[int, int, Bounds]]:
    """The one number of a match; both, where "from 25 to 89" tells how a figure moved."""
    if match["second"] and _has_moved(text, match, numbers):
        for group in ("first", "second"):
            value = number_value(match[group], numbers)
            if value is not None:
                yield (*match.span(group), (value, value, False))
        return
    bounds = bounds_of(match, numbers)
    if bounds is not None:
        words = match.group()
        yield match.start(), match.start() + len(_TRAILING_OF.sub("", words)), bounds


def _has_moved(text: str, match: re.Match[str], numbers: NumberWords) -> bool:
    """Whether "25 to 89" is a figure that moved: behind words that say so ("up from"), or behind
    "from" in a sentence whose verb moves figures ("revised the toll of the attack from")."""
    before = text[max(match.start() - 20, 0) : match.start()].lower().rstrip()
    if before.endswith(numbers.not_a_range_after):
        return True
    words = before.split()
    if not words or words[-1] not in numbers.moved_from:
        return False
    behind = re.match(r"\W*(\w+|%)", text[match.end() :])
    spans = {*words[-2:-1], *((behind[1].lower(),) if behind else ())} & numbers.spans
    return not spans and numbers.moving.search(text.lower()) is not None


def _phrase(
    span: Span,
    bounds: Bounds,
    tokens: Sequence[Token],
    at_start: dict[int, int],
    at_end: dict[int, int],
    lexicon: Lexicon,
) -> CountPhrase | None:
    first = _token_from(span.start, at_start, tokens)
    last = _token_to(span.end, at_end, tokens)
    if first is None or last is None or last < first:
        return None
    if (
        first == last
        and first
        and f"{tokens[first - 1].lower} {tokens[first].lower}"
        in (lexicon["responsibility.nobody"].codes)
    ):
        return None  # "no one"
    after = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    if first == last and f"{tokens[first].lower} {after}" in lexicon["reciprocals"].codes:
        return None  # "killing one another"
    if first and tokens[first - 1].lower in lexicon["not_a_count_after"].codes:
        return None  # "how many hostages"
    if first and tokens[first - 1].lower in lexicon["as_words"].codes and bounds[0] != bounds[1]:
        return None  # "twice as many"
    after = "".join(t.text for t in tokens[last + 1 : last + 3])
    if bounds[:2] == (0, 0) and after.startswith(".") and after[1:].isdigit():
        return None  # "No. 2"
    noun = _counted_noun(last, tokens, lexicon)
    low, high, approximate = _bound_behind(bounds, noun, tokens, lexicon)
    if low is None and first and tokens[first - 1].lower in lexicon["goes_up"].codes:
        low = high  # "the toll has gone up to 41"
    return CountPhrase(
        span=span,
        first=first,
        last=last + 1,
        low=low,
        high=high,
        approximate=approximate,
        noun=noun,
        kind=_kind(first, last, noun, tokens, lexicon),
    )


def _token_from(start: int, at_start: dict[int, int], tokens: Sequence[Token]) -> int | None:
    if start in at_start:
        return at_start[start]
    return next((t.i for t in tokens if t.start <= start < t.end), None)


def _token_to(end: int, at_end: dict[int, int], tokens: Sequence[Token]) -> int | None:
    if end in at_end:
        return at_end[end]
    return next((t.i for t in tokens if t.start < end <= t.end), None)


def _bound_behind(
    bounds: Bounds, noun: int | None, tokens: Sequence[Token], lexicon: Lexicon
) -> Bounds:
    """Bounds by words behind the noun: "25 soldats au moins", "40 people or so"."""
    low, high, approximate = bounds
    if noun is None or low is None or low != high:
        return bounds
    near = tokens[noun + 1 : noun + 2 + BEHIND_REACH]
    behind = [t.lower for t in near if t.sentence == tokens[noun].sentence]
    words = " ".join(behind[:BEHIND_REACH])
    for term, effect in lexicon.numbers.after.items():
        if words == term or words.startswith(f"{term} "):
            after = behind[len(term.split()) :][:1]
            if after and number_value(after[0], lexicon.numbers) is not None:
                return bounds  # "killed 40 people at least five of whom"
            if effect == "low":
                return low, None, approximate
            if effect == "high":
                return None, high, approximate
            if effect == "about":
                return low, high, True
    return bounds


def bounds_of(match: re.Match[str], numbers: NumberWords) -> Bounds | None:
    """(low, high, approximate) of a match of the language's number pattern, or None."""
    parts = match.groupdict()
    if parts["vague"]:
        return _bound_vague(numbers.vague[_norm(parts["vague"])], numbers.effects(parts["before"]))
    first = number_value(parts["first"], numbers)
    if first is None:
        return None
    second = number_value(parts["second"], numbers) if parts["second"] else None
    if second is not None:
        first *= _shared_scale(first, second, parts["second"], numbers)
        if second < first:
            return None  # "a 2-1 defeat"
        return (first, second, False)
    low: int | None = first
    high: int | None = first
    approximate = False
    for words in (parts["before"], parts["between"], parts["after"]):
        for effect in numbers.effects(words):
            if effect == "low":
                high = None
            elif effect == "above":
                low, high = first + 1, None
            elif effect == "high":
                low = None
            elif effect == "below":
                low, high = None, max(first - 1, 0)
            elif effect == "about":
                approximate = True
    return (low, high, approximate)


def _shared_scale(first: int, second: int, words: str, numbers: NumberWords) -> int:
    """What the first of two numbers is counted in, where the second tells it for both: 100 of
    "between two and three hundred", 1000 of "quinze à vingt mille"; else 1."""
    scale = numbers.words.get(re.split(r"[\s-]+", _norm(words))[-1], 1)
    shared = scale >= 100 and second % scale == 0 and first < second // scale < 100
    return scale if shared else 1


def _bound_vague(bounds: Bounds, effects: tuple[str, ...]) -> Bounds:
    """A vague number with a word that bounds it: "more than a dozen", "près d'une centaine"."""
    low, high, approximate = bounds
    for effect in effects:
        if effect in ("low", "above") and low is not None:
            low, high, approximate = low + (effect == "above"), None, False
        elif effect in ("high", "below") and high is not None:
            low, high, approximate = None, high - (effect == "below"), False
        elif effect == "about" and high is not None:
            approximate = True
    return (low, high, approximate)


def number_value(words: str, numbers: NumberWords) -> int | None:
    """The value of "25", "1,500", "twenty-five", "quatre-vingt-neuf"; None if it is no number."""
    text = _norm(words)
    scaled = re.fullmatch(r"(\d{1,9})(?:[.,](\d{1,2}))?[\s\u00a0](\w+)", text)
    if scaled and scaled[3] in numbers.words:  # "1.5 million", "13 million"
        hundredths = int(scaled[1]) * 100 + int((scaled[2] or "").ljust(2, "0"))
        return hundredths * numbers.words[scaled[3]] // 100
    if re.fullmatch(_DIGITS, text):
        digits = re.sub(r"\D", "", text)
        return int(digits) if len(digits) <= 12 else None
    total = current = 0
    seen = False
    for word in re.split(r"[\s-]+", text):
        value = numbers.words.get(word)
        article = value is None and not seen and word in numbers.singular
        if word in numbers.joiners or article:
            continue
        if value is None:
            return int(word) if word.isdigit() and len(word) <= 12 else None
        seen = True
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        elif value == 20 and numbers.twenties and 0 < current % 100 < 10:
            current += 19 * (current % 100)  # "cent quatre-vingt-seize"
        elif value == 100:
            current = max(current, 1) * value
        else:
            current += value
    return total + current if seen else None


def _counted_noun(last: int, tokens: Sequence[Token], lexicon: Lexicon) -> int | None:
    """The token that the number counts: the first noun after it, over adjectives and "of"."""
    at, steps = _past_contrast(last + 1, tokens, lexicon), 0
    sentence = tokens[last].sentence
    best: int | None = None
    while at < len(tokens) and tokens[at].sentence == sentence and steps < NOUN_REACH:
        token = tokens[at]
        verbal = token.pos in ("VERB", "AUX")  # French "être" is also a being
        capital = steps == 0 and token.text[:1].isupper()
        named = capital and (verbal or token.pos == "ADJ")  # "deux Canadiennes", "une Allemande"
        named = named and not _stands_before_people(token, tokens, lexicon)
        formed = verbal and steps == 0 and "infinitive" not in token.features
        formed = formed and token.lower.removesuffix("s") in lexicon["people"].codes  # "bûcherons"
        people = formed or (not verbal and lexicon["people"].of_token(token))
        people = people and not _is_before_noun(token, tokens, lexicon)
        if steps == 0 and _is_unit_of_people(at, tokens, lexicon):
            at, steps = at + 1, steps + 1
            continue
        grave = token.lower in lexicon["gravely"].codes  # an adverb, whatever a model takes it for
        noun = token.pos in ("NOUN", "PROPN") and token.text not in _HYPHENS  # "28 non-Muslims"
        if (noun and not grave) or named or people:
            best = at
            if not _continues_noun(at, tokens):
                return best
        elif best is not None and token.text in _HYPHENS and _continues_noun(best, tokens):
            pass
        elif best is not None:
            return best
        elif steps == 0 and token.lower in lexicon["persons.known"].codes:
            return None  # "portant à cinq le nombre de morts"
        elif token.lower in lexicon.numbers.singular:
            return None  # "Image 1 of 8 A child was shot"
        elif token.text in _OPENING_QUOTES:
            pass
        elif grave:
            return best  # "dont un grièvement"
        elif token.text in _HYPHENS and tokens[at - 1].end < token.start:
            return None  # "14 dead - nine rebels, five soldiers": a dash
        elif token.text in _HYPHENS or token.lower in lexicon.age_units:
            steps -= 1  # "two 18-year-old boys"
        elif lexicon["suspected_words"].of_token(token):
            pass  # "three alleged members"
        elif _describes_ahead(token, tokens):
            pass  # "eight captured militiamen"
        elif _is_compounded(at, tokens):
            at += 2  # "six off-duty officers"
        elif not (token.pos in ("ADJ", "ADV", "DET", "NUM") or token.lower in lexicon.linkers):
            return None
        elif steps == 0 and _is_followed_by_time(at, tokens, lexicon):
            return None  # "left nine dead last year"
        at, steps = at + 1, steps + 1
    return best


def _stands_before_people(token: Token, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word only tells whence the people behind it are: "two dozen Syrian pro-regime
    fighters"."""
    head = tokens[token.head]
    ahead = token.i < head.i <= token.i + NOUN_REACH and head.sentence == token.sentence
    return ahead and token.relation == "modifier" and bool(lexicon["people"].of_token(head))


def _is_compounded(at: int, tokens: Sequence[Token]) -> bool:
    """Whether a hyphen ties a small word to the next: the "off" of "off-duty"."""
    if tokens[at].pos not in ("ADP", "ADV") or at + 2 >= len(tokens):
        return False
    hyphen = tokens[at + 1]
    tied = hyphen.start == tokens[at].end and hyphen.end == tokens[at + 2].start
    return hyphen.text in _HYPHENS and tied


def _is_followed_by_time(at: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a time stands right behind a word for the dead or the hurt: "nine dead last year"."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    harmed = bool(lexicon["effects.adjective"].of_token(tokens[at]))
    return harmed and behind is not None and behind.lower in lexicon["time_openers"].codes


def _is_before_noun(token: Token, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether "other" only stands before the noun counted: "three other nearby students"."""
    head = tokens[token.head]
    adjective = token.pos == "ADJ" and token.relation == "modifier"
    return adjective and token.lower in lexicon.linkers and head.i > token.i and head.pos == "NOUN"


def _is_unit_of_people(at: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a unit only tells who people are: the "day" of "17 day labourers"."""
    token = tokens[at]
    unit = token.lower in lexicon.units and token.lower not in lexicon.age_units
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return unit and behind is not None and bool(lexicon["people"].of_token(behind))


def _describes_ahead(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a participle stands before the noun that it describes."""
    head = tokens[token.head]
    participle = token.relation == "modifier" and "participle" in token.features
    return participle and head.i > token.i and head.pos == "NOUN"


def _past_contrast(at: int, tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """Where the noun begins behind a number set against another: "two, not four, officers"."""
    behind = [t.lower for t in tokens[at : at + 5]]
    closing = behind.index(",", 1) if "," in behind[1:] else 0
    denies = not lexicon["not_a_count_after"].codes.keys().isdisjoint(behind[1:closing])
    return at + closing + 1 if behind[:1] == [","] and denies else at


def _continues_noun(at: int, tokens: Sequence[Token]) -> bool:
    """In English the head is the last of a row of nouns ("Niger soldiers")."""
    after = at + 1
    joined = after + 1 < len(tokens) and tokens[after].text in _HYPHENS
    if joined and tokens[after].start == tokens[at].end == tokens[after + 1].start - 1:
        after += 1  # "seven al-Shabab fighters"
    return (
        after < len(tokens)
        and tokens[after].pos in ("NOUN", "PROPN")
        and tokens[at].relation in ("name", "modifier")
        and tokens[at].head >= after
    )


def _kind(
    first: int, last: int, noun: int | None, tokens: Sequence[Token], lexicon: Lexicon
) -> CountKind:
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    before = tokens[first - 1] if first else None
    around = (before.text if before else "", after.text if after else "")
    digits = tokens[first].text
    years = int(digits) if digits.isdecimal() and len(digits) <= 3 else OLDEST + 1
    if noun is None and around in ((",", ","), ("(", ")")) and years <= OLDEST:
        return "age"  # "a teacher, 34, was shot"
    if noun is None and years <= OLDEST and _is_age_of_name(first, last, tokens, lexicon):
        return "age"
    if noun is None and digits.isdecimal() and _is_numbering(first, last, tokens, lexicon):
        return "label"
    if digits.isdecimal() and _is_beside_number(last, tokens, lexicon):
        return "label"  # "told Channel 3 four men were shot"
    if _follows(last, lexicon["age_after"].codes, tokens):
        return "age"  # "11 or younger"
    measured = tokens[noun] if noun is not None else after
    if noun == last + 2 and _is_unit_of_people(last + 1, tokens, lexicon):
        return "count"
    if after is not None and (after.lower in lexicon.units or after.lower.startswith("%")):
        return "age" if after.lower in lexicon.age_units and _is_age(last, tokens) else "measure"
    if measured is not None and (
        measured.lower in lexicon.units or measured.lemma in lexicon.units
    ):
        return "measure"
    if any(t.lower in lexicon.age_before for t in tokens[max(first - 2, 0) : first]):
        return "age"
    if (
        noun is None
        and digits.isdecimal()
        and first == last
        and FIRST_YEAR <= int(digits) <= LAST_YEAR
    ):
        return "label"  # "Try 2022, when …": a bare year
    if noun is None and _is_of_one(first, last, tokens, lexicon):
        return "age"  # "a woman of 22"
    if noun is None and _is_span_of_ages(first, last, tokens, lexicon):
        return "age"  # "seven children between 9 and 12"
    if before is not None and before.lower in lexicon.currency:
        return "measure"
    is_digits = tokens[first].text[:1].isdigit()
    if is_digits and _is_address(first, noun, tokens, lexicon):
        return "label"
    if is_digits and before is not None and before.pos == "PROPN" and before.text[:1].isupper():
        person = noun is not None and bool(lexicon["people"].of_token(tokens[noun]))
        return "count" if person or before.end < tokens[first].start - 1 else "label"
    if after is not None and after.text in ("-", "/") and after.start == tokens[last].end:
        joined = last + 2 < len(tokens) and tokens[last + 2].start == after.end
        return "label" if joined else "count"
    return "count"


def _is_of_one(first: int, last: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether "of" and one person stand right before a number that may be an age."""
    if first < 2 or tokens[first - 1].lower not in lexicon["of_words"].codes:
        return False
    one = tokens[first - 2]
    words = [t.text for t in tokens[first : last + 1]]
    either = next((n for n, w in enumerate(words) if w.lower() in lexicon["and_words"].codes), -1)
    years = number_value(" ".join(words[either + 1 :]), lexicon.numbers)  # "of three or four"
    return (
        years is not None
        and years <= OLDEST
        and "plural" not in one.features
        and bool(lexicon["persons.general"].of_token(one))
    )


def _is_span_of_ages(first: int, last: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether "between 9 and 12" stands right behind young people, whose ages it tells."""
    if not first or number_value(tokens[first].text, lexicon.numbers) is not None:
        return False
    two = any(t.lower in lexicon["and_words"].codes for t in tokens[first : last + 1])
    young = lexicon["categories.children"].of_token(tokens[first - 1])
    years = number_value(tokens[last].text, lexicon.numbers)
    return two and bool(young) and years is not None and years <= OLDEST


def _is_age_of_name(first: int, last: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a number closes a name or a person ("her brother, Jim Roe, 15.")."""
    if first < 2 or tokens[first - 1].text != ",":
        return False
    named = tokens[first - 2]
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if named.pos != "PROPN" and not lexicon["people"].of_token(named):
        return False
    if after is None or after.sentence != named.sentence or after.text in _CLOSING:
        return True
    return tokens[first].text.isdecimal() and _closes_full_name(first - 2, after, tokens, lexicon)


def _closes_full_name(last: int, after: Token, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a number that no comma closes stands behind somebody's full name, and not behind a
    place or a source: "Ann Roe, 66 and Jim Roe, 64 were found"; not "in Fort Worth, 12 died"."""
    name = last
    while name >= 0 and tokens[name].pos == "PROPN" and tokens[name].text[:1].isupper():
        name -= 1
    if last - name < 2 or after.pos not in _BEHIND_AGE or tokens[last].sentence != after.sentence:
        return False
    before = name
    while before >= 0 and tokens[before].pos in ("ADJ", "DET", "NOUN", "PART"):
        before -= 1
    if before < 0 or tokens[before].sentence != after.sentence:
        return True
    of = tokens[before].lower in lexicon["of_words"].codes
    return of or tokens[before].pos not in ("ADP", "VERB", "AUX")


def _is_numbering(first: int, last: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a number is one of "1 of 8", which numbers pages and pictures."""
    of = lexicon["of_words"].codes
    before = first >= 2 and tokens[first - 1].lower in of and tokens[first - 2].text.isdecimal()
    behind = last + 2 < len(tokens) and tokens[last + 1].lower in of
    return before or (behind and tokens[last + 2].text.isdecimal())


def _is_beside_number(last: int, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether another number in words stands right behind, which makes no number with this one."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    value = lexicon.numbers.words.get(after.lower) if after is not None else None
    return value is not None and value < 100


def _follows(last: int, phrases: Container[str], tokens: Sequence[Token]) -> bool:
    """Whether two words behind a number are one of some phrases."""
    return " ".join(t.lower for t in tokens[last + 1 : last + 3]) in phrases


def _is_address(first: int, noun: int | None, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether digits are part of an address or a number to call: "at 524 Park St.", "911"."""
    before = tokens[first - 1] if first else None
    if tokens[first].text in lexicon["number_names"].codes:
        counted = (
            noun is None and first + 1 < len(tokens) and _is_harmed(tokens[first + 1], lexicon)
        )
        return not counted and (noun is None or not lexicon["people"].of_token(tokens[noun]))
    if noun is None or before is None or lexicon["people"].of_token(tokens[noun]):
        return False
    if tokens[noun].lower in lexicon["address_nouns"].codes:
        return True
    where = before.lower in lexicon["place_roles.site"].codes
    return where and tokens[noun].pos == "PROPN"


def _is_harmed(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word behind a number says what was done to those counted: "112 injured"."""
    return any(lexicon[name].of_token(token) for name in ("effects.adjective", "effects.patient"))


def _is_age(last: int, tokens: Sequence[Token]) -> bool:
    return any(t.lower in ("old", "ans") for t in tokens[last + 1 : last + 4])


def _norm(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower().replace("’", "'")).strip()
