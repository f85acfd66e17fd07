"""The incidents of news messages against the templates of analysts (MUC-4).

Gold is a .jsonl file: a message a line with `docid`, `doctext` and `templates`, each a type and
five roles, each role a list of entities, each entity a list of [string, offset]. Predictions are
`{docid: [{"incident_type", "PerpInd", "PerpOrg", "Target", "Victim", "Weapon"}]}`, each role a list
of entities, each entity a list of strings.

The measure is that of Du, Rush and Cardie (2021). An entity is right when all its strings are among
the strings of one gold entity, case, punctuation and articles aside. Templates are paired one to
one, only with the same type, by the assignment with the most right fills; precision and recall are
over all fills, the type being one of them.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from rashomon.annotate import annotate, shown
from rashomon.document import Document
from rashomon.errors import KnowledgeError, UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.knowledge import Knowledge
from rashomon.records import Report
from rashomon.roles.entities import ROLES
from rashomon.roles.model import RoleModel, Told, span_of

Entity = frozenset[str]
Right = list[tuple[int, int]]
"""For the type and then each role: predicted fills that are right, gold fills that were found."""
NAMES = ("incident_type", *ROLES)
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Template:
    """One incident: its type, and for each of ROLES its entities, as normalised strings."""

    type: str
    roles: tuple[tuple[Entity, ...], ...]

    def is_of(self, type_: str) -> bool:
        """Whether an incident of that type would match: keys may allow two ("bombing / attack")."""
        return type_ in self.type

    def size(self, n: int) -> int:
        """Fills of the type (0) or of a role (its index in ROLES and 1)."""
        return 1 if n == 0 else len(self.roles[n - 1])


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its key."""

    id: str
    text: str
    templates: tuple[Template, ...]


def normalised(words: str) -> str:
    """What two strings must share to be equal: lower case, no punctuation, no articles."""
    bare = words.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def read_messages(path: Path) -> Iterator[Message]:
    """The messages of a .jsonl file. Raises UsageError for a line that is none, with its number."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as a .jsonl file of messages: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield Message(row["docid"], row["doctext"], _templates(row["templates"]))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise UsageError(
                f"{path}, line {number}: no message with docid, doctext and templates "
                f"({type(error).__name__}: {error}); name a file such as muc4/dev.jsonl"
            ) from error


def _templates(rows: Sequence[Mapping[str, Any]]) -> tuple[Template, ...]:
    found: list[Template] = []
    for row in rows:
        roles = tuple(
            tuple(frozenset(normalised(m[0]) for m in each) for each in row[role] if each)
            for role in ROLES
        )
        template = Template(row["incident_type"], roles)
        if template not in found:
            found.append(template)
    return tuple(found)


def report_of(message: Message) -> Report:
    """The message as a report, with capitals put back where it has none."""
    return Report.make(shown(message.text, "en"), language="en")


def templates_of(told: Sequence[Told]) -> tuple[Template, ...]:
    """The incidents that were told, as templates to be scored."""
    return tuple(
        Template(
            each.type,
            tuple(tuple(frozenset({f.entity.words}) for f in each.of(role)) for role in ROLES),
        )
        for each in told
    )


def written(told: Sequence[Told], document: Document, text: str) -> list[dict[str, Any]]:
    """The incidents in the shape of predictions, their strings as the text has them."""
    rows: list[dict[str, Any]] = []
    for each in told:
        row: dict[str, Any] = {"incident_type": each.type}
        for role in ROLES:
            spans = (span_of(document, f.entity.variant) for f in each.of(role))
            row[role] = [[text[start:end]] for start, end in spans]
        rows.append(row)
    return rows


def as_templates(rows: Sequence[Mapping[str, Any]]) -> tuple[Template, ...]:
    """Predictions as templates to be scored."""
    return tuple(
        Template(
            row["incident_type"],
            tuple(
                tuple(frozenset(normalised(m) for m in each) for each in row[role])
                for role in ROLES
            ),
        )
        for row in rows
    )


# Scoring


def score(
    predicted: Mapping[str, Sequence[Template]], messages: Sequence[Message]
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 (0 to 1) of the type, each role, all roles and all fills."""
    totals = np.zeros((len(NAMES), 4))  # right predicted, predicted, right gold, gold
    for message in messages:
        mine = predicted.get(message.id, ())
        for n in range(len(NAMES)):
            totals[n, 1] += sum(t.size(n) for t in mine)
            totals[n, 3] += sum(t.size(n) for t in message.templates)
        for right in _paired(mine, message.templates):
            totals[:, 0] += [a for a, _ in right]
            totals[:, 2] += [b for _, b in right]
    figures = {name: _figures(row) for name, row in zip(NAMES, totals, strict=True)}
    figures["roles"] = _figures(totals[1:].sum(axis=0))
    figures["micro"] = _figures(totals.sum(axis=0))
    return figures


def _figures(row: Any) -> dict[str, float]:
    right, said, found, gold = (float(x) for x in row)
    precision, recall = (right / said if said else 0.0), (found / gold if gold else 0.0)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _paired(mine: Sequence[Template], gold: Sequence[Template]) -> list[Right]:
    """The right fills of each pair of templates, under the best assignment."""
    if not mine or not gold:
        return []
    worth = np.zeros((len(mine), len(gold)))
    fills: dict[tuple[int, int], Right] = {}
    for i, one in enumerate(mine):
        for j, other in enumerate(gold):
            if other.is_of(one.type):
                fills[i, j] = _right(one, other)
                worth[i, j] = sum(a + b for a, b in fills[i, j])
    rows, columns = linear_sum_assignment(-worth)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [fills[pair] for pair in pairs if pair in fills]


def _right(one: Template, other: Template) -> Right:
    right = [(1, 1)]
    for mine, gold in zip(one.roles, other.roles, strict=True):
        right.append(
            (
                sum(any(m <= g for g in gold) for m in mine),
                sum(any(m <= g for m in mine) for g in gold),
            )
        )
    return right


# What went wrong


def errors(
    predicted: Mapping[str, Sequence[Template]], messages: Sequence[Message]
) -> dict[str, dict[str, int]]:
    """For each role how many fills are wrong or missed, and in what way, looking at messages as a
    whole (which incident of several a fill was given to is left out).

    Wrong: in a message without incidents; a fill of another role; the right thing cut otherwise
    (it shares a word with a fill of the key); else something else. Missed: in a message of which
    nothing was told; cut otherwise; else not told.
    """
    found = {role: dict.fromkeys(WAYS_WRONG + WAYS_MISSED, 0) for role in ROLES}
    for message in messages:
        mine = predicted.get(message.id, ())
        for n, role in enumerate(ROLES):
            said = [e for t in mine for e in t.roles[n]]
            key = [e for t in message.templates for e in t.roles[n]]
            others = [e for t in message.templates for r in t.roles for e in r]
            for fill in said:
                if not any(fill <= each for each in key):
                    found[role][_way_wrong(fill, key, others, message)] += 1
            for each in key:
                if not any(fill <= each for fill in said):
                    alike = any(_share_a_word(fill, each) for fill in said)
                    way = "missed, cut otherwise" if alike else "not told"
                    found[role][way if mine else "missed, nothing told"] += 1
    return found


WAYS_WRONG = ("wrong, no incident", "wrong, other role", "wrong, cut otherwise", "wrong, else")
WAYS_MISSED = ("missed, nothing told", "missed, cut otherwise", "not told")


def _way_wrong(
    fill: Entity, key: Sequence[Entity], others: Sequence[Entity], message: Message
) -> str:
    if not message.templates:
        return "wrong, no incident"
    if any(fill <= each for each in others):
        return "wrong, other role"
    if any(_share_a_word(fill, each) for each in key):
        return "wrong, cut otherwise"
    return "wrong, else"


def _share_a_word(one: Entity, other: Entity) -> bool:
    return bool({w for m in one for w in m.split()} & {w for m in other for w in m.split()})


# The measure


def measure(gold: Path, asked: Asked) -> Score:
    """Reads the messages of a file and scores the incidents found in them."""
    knowledge = Knowledge.open()
    model = knowledge.roles("en")
    if model is None:
        raise KnowledgeError("the learned part for English is missing: install rashomon again")
    messages = list(asked.track(list(read_messages(gold)), "reading"))
    said = {m.id: _read(m, model, knowledge) for m in messages}
    predicted = {name: as_templates(rows) for name, rows in said.items()}
    figures = score(predicted, messages)
    wrong = errors(predicted, messages)
    ways = Table(
        ("fills, by what is wrong", *ROLES),
        tuple((way, *(str(wrong[r][way]) for r in ROLES)) for way in WAYS_WRONG + WAYS_MISSED),
    )
    table = Table(
        (f"incidents, {len(messages)} messages", "precision", "recall", "f1"),
        tuple(
            (name, *(f"{each[k]:.3f}" for k in ("precision", "recall", "f1")))
            for name, each in figures.items()
        ),
    )
    return Score(
        figures={"messages": len(messages), **figures, "errors": wrong},
        tables=(table, ways),
        held={"micro F1": figures["micro"]["f1"]},
        predictions=said,
    )


def _read(message: Message, model: RoleModel, knowledge: Knowledge) -> list[dict[str, Any]]:
    document = annotate(report_of(message), "en", knowledge)
    return written(model.read(document), document, message.text)
