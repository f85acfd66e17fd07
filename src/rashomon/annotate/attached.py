"""Subjects, descriptions and joined verbs that a small model hangs under the wrong word.

Behind a phrase that opens the sentence it takes the subject for more of that phrase ("Selon le
réseau, les bandits, arrivés à moto, ont ouvert le feu"); behind a name it takes a description for
the object of the verb ("raconte Samira, une mère de famille"); and it joins a verb of the sentence
to a clause about its object ("ont tiré sur ceux qui fuyaient et ont brûlé dix maisons"). Commas,
articles and auxiliaries tell better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from rashomon.annotate.tree import MAX_CLIMB, NOMINAL, Tree
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

VERBS = frozenset({"VERB", "AUX"})
FINITE: frozenset[Feature] = frozenset({"finite", "present"})


def mend_attachments(
    tree: Tree, lexicon: Lexicon, days: frozenset[str], verbs: Mapping[str, str]
) -> None:
    """Hang subjects, descriptions and joined verbs of a text where their words put them; `verbs`
    are forms of verbs that are also other words."""
    people = lexicon["people"].codes
    according = {phrase.split()[0] for phrase in lexicon["speech.according"].codes}
    _name_verbs(tree, verbs)
    _name_capitals(tree)
    _raise_names(tree)
    _describe_speakers(tree, lexicon["speech.tell"].codes)
    for verb, word in enumerate(tree.words):
        if {"participle", "present"} <= word.features and tree.relation(verb) == "complement":
            if tree.has(verb, "marker") and not tree.has(verb, "agent"):
                tree.hang(verb, tree.heads[verb], "manner")  # "parle de neuf morts, en ajoutant …"
            continue
        if word.pos != "VERB" or not tree.is_finite(verb):
            continue
        _free_credited(tree, verb, according)
        _turn_subject(tree, verb, days)
        _free_fronted(tree, verb, days)
        _free_joined(tree, verb, people)
        _join_above(tree, verb)


def _name_verbs(tree: Tree, verbs: Mapping[str, str]) -> None:
    """A form that may be a verb, with a subject right before it, is one: "Le maire parle de"."""
    for i, word in enumerate(tree.words):
        if word.lower not in verbs or word.pos in VERBS:
            continue
        subjects = [
            c
            for c in tree.below.get(i, ())
            if c < i and tree.words[c].relation in tree.subjects and tree.words[c].pos in NOMINAL
        ]
        if subjects and not tree.has(i, "copula", "case", "determiner"):
            shown = word.features | FINITE
            tree.words[i] = replace(word, pos="VERB", lemma=verbs[word.lower], features=shown)


def _name_capitals(tree: Tree) -> None:
    """Letters in capitals behind an article, before a verb, are a name: "Le CSP avait affirmé"."""
    for i, word in enumerate(tree.words):
        letters = len(word.text) > 1 and word.text.isupper() and word.text.isalpha()
        if not letters or word.pos != "ADJ" or word.relation not in tree.subjects:
            continue
        if tree.has(i, "determiner"):
            tree.words[i] = replace(word, pos="PROPN")


def _raise_names(tree: Tree) -> None:
    """What hangs under the last word of a name belongs to the name."""
    for i in range(len(tree.words)):
        head = tree.heads[i]
        if tree.relation(head) != "name" or tree.relation(i) in ("name", "case", "other"):
            continue
        name = tree.heads[head]
        if name != i and i > head and tree.relation(name) != "name":
            tree.hang(i, name)


def _describe_speakers(tree: Tree, telling: Mapping[str, object]) -> None:
    """A noun behind a comma behind the speaker tells who that is: "raconte Samira, une mère"."""
    for verb, word in enumerate(tree.words):
        if word.pos != "VERB" or word.lemma not in telling:
            continue
        below = sorted(tree.below.get(verb, ()))
        speakers = [c for c in below if c > verb and tree.relation(c) == "agent"]
        if not speakers or tree.words[speakers[0]].pos not in NOMINAL:
            continue
        for c in below:
            if c < speakers[0] or tree.relation(c) not in ("patient", "oblique"):
                continue
            first = tree.first(c)
            bare = tree.words[c].pos in NOMINAL and not tree.has(c, "case", "number")
            if bare and tree.words[first - 1].text == "," and _ends(tree, speakers[0], first - 1):
                tree.hang(c, speakers[0], "beside")
                break


def _ends(tree: Tree, noun: int, comma: int) -> bool:
    """Whether a noun, with all that hangs under it before a comma, ends at the comma."""
    return noun < comma and max(i for i in _tree_of(tree, noun) if i < comma) + 1 == comma


def _free_credited(tree: Tree, verb: int, according: Set[str]) -> None:
    """Whom something is credited to is no subject: "Selon le réseau, des bandits ont tiré"."""
    for c in tree.below.get(verb, ()):
        if c < verb and tree.words[c].relation in tree.subjects:
            cases = [b for b in tree.below.get(c, ()) if tree.relation(b) == "case"]
            if any(tree.words[b].lower in according for b in cases):
                tree.words[c] = tree.words[c].under(tree.labels.mends["phrase"])


def _turn_subject(tree: Tree, verb: int, days: frozenset[str]) -> None:
    """A noun that stands free before an active verb is its subject, and what stands right behind it
    its object: "Le chef du gang, connu sous ce nom, a nié toute implication"."""
    below = sorted(tree.below.get(verb, ()))
    if tree.relation(verb) in ("aside", "relative") or _passive(tree, verb):
        return
    if any(c < verb and tree.words[c].relation in tree.subjects for c in below):
        return
    free = [c for c in below if c < verb and _stands_free(tree, c, days)]
    behind = [c for c in below if c > verb and tree.relation(c) == "agent"]
    if len(free) != 1 or len(behind) > 1:
        return
    for c in behind:
        if tree.first(c) != verb + 1 or tree.words[c].pos not in NOMINAL:
            return
        tree.hang(c, verb, "object")
    tree.hang(free[0], verb, "subject")


def _stands_free(tree: Tree, i: int, days: frozenset[str]) -> bool:
    """Whether a noun with an article has neither preposition nor the relation of a day."""
    word = tree.words[i]
    if word.pos not in NOMINAL or word.lower in days or tree.has(i, "case", "copula"):
        return False
    loose = tree.relation(i) in ("complement", "other", "oblique")
    return loose and (word.pos == "PROPN" or tree.has(i, "determiner")) and not tree.is_finite(i)


def _free_fronted(tree: Tree, verb: int, days: frozenset[str]) -> None:
    """Behind a phrase that opens a sentence and a comma stands the subject."""
    if tree.relation(verb) not in ("root", "complement", "aside"):
        return
    below = sorted(tree.below.get(verb, ()))
    if any(tree.words[c].relation in tree.subjects for c in below):
        return
    for opening in below:
        if opening > verb:
            return
        if tree.relation(opening) != "oblique" or not tree.has(opening, "case"):
            continue
        found = [i for i in _tree_of(tree, opening) if _is_fronted(tree, i, opening, verb, days)]
        if found:
            subject = found[0]
            tree.hang(subject, verb, "undergoer" if _passive(tree, verb) else "subject")
            for i in list(tree.below.get(opening, ())):  # "les bandits, arrivés à moto"
                if i > subject and tree.words[i].pos in VERBS:
                    tree.hang(i, subject, "relative")
            return


def _is_fronted(tree: Tree, i: int, opening: int, verb: int, days: frozenset[str]) -> bool:
    word = tree.words[i]
    if not opening < i < verb or word.pos not in NOMINAL or word.lower in days:
        return False
    if tree.has(i, "case", "coordinator") or tree.relation(i) == "name":
        return False
    first = tree.first(i)
    articled = word.pos == "PROPN" or tree.has(i, "determiner", "number")
    own = [c for c in tree.below.get(verb, ()) if c < verb and tree.words[c].pos in VERBS]
    before = min([verb, *own]) - 1
    last = max([i, *(c for c in _tree_of(tree, i) if c < verb)])
    near = last >= before or tree.words[before].text == "," or last + 1 >= before
    return articled and first > 0 and tree.words[first - 1].text == "," and near


def _free_joined(tree: Tree, verb: int, people: Mapping[str, object]) -> None:
    """People behind "et" right before a joined verb without a subject are its subject: "a été
    blessé par balles et deux jeunes ont été touchés"."""
    above = tree.heads[verb]
    loose = tree.relation(verb) in ("conjunct", "clause", "aside")
    if not loose or tree.words[above].pos not in VERBS or above >= verb:
        return
    own = sorted(c for c in tree.below.get(verb, ()) if c < verb)
    if any(tree.words[c].relation in tree.subjects for c in own):
        return
    helpers = [c for c in own if tree.words[c].pos in ("AUX", "ADV", "PRON")]
    noun = min([verb, *helpers]) - 1
    while noun > above and tree.words[noun].pos == "ADJ":
        noun -= 1
    word = tree.words[noun]
    if noun <= above or word.pos not in NOMINAL or tree.relation(noun) != "conjunct":
        return
    joins = [c for c in tree.below.get(noun, ()) if tree.relation(c) == "coordinator"]
    joined = bool(joins) and above < joins[0] < noun
    if joined and (word.lemma in people or word.lower in people or word.pos == "PROPN"):
        tree.hang(noun, verb, "undergoer" if _passive(tree, verb) else "subject")


def _join_above(tree: Tree, verb: int) -> None:
    """A verb in the form of the sentence's verb, joined to a clause in another form, goes on with
    the sentence: "ont tiré sur des gens qui fuyaient et ont brûlé dix maisons"."""
    form = _form(tree, verb)
    if tree.relation(verb) != "conjunct" or form is None:
        return
    at = tree.heads[verb]
    for _ in range(MAX_CLIMB):
        if tree.relation(at) == "relative" or tree.heads[at] == at:
            break
        at = tree.heads[at]
    if tree.relation(at) != "relative" or not tree.is_finite(at) or _form(tree, at) == form:
        return
    over = tree.heads[at]
    for _ in range(MAX_CLIMB):
        if tree.words[over].pos == "VERB" or tree.heads[over] == over:
            break
        over = tree.heads[over]
    if tree.words[over].pos == "VERB" and over < at and _form(tree, over) == form:
        tree.hang(verb, over, "joined")


def _form(tree: Tree, verb: int) -> tuple[str, bool] | None:
    """The auxiliary of an active compound form and whether it is plural; None for other forms."""
    if _passive(tree, verb):
        return None
    helpers = [c for c in tree.below.get(verb, ()) if tree.words[c].pos == "AUX"]
    finite = [c for c in helpers if "finite" in tree.words[c].features]
    if len(helpers) != 1 or not finite:
        return None
    return tree.words[finite[0]].lower, "plural" in tree.words[finite[0]].features


def _passive(tree: Tree, verb: int) -> bool:
    return any(tree.words[c].relation in tree.labels.passive for c in tree.below.get(verb, ()))


def _tree_of(tree: Tree, top: int) -> Iterator[int]:
    """A word and all that hangs under it, in order."""
    found, todo = {top}, [top]
    while todo:
        for child in tree.below.get(todo.pop(), ()):
            if child not in found:
                found.add(child)
                todo.append(child)
    yield from sorted(found)
