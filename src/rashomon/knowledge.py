"""Knowledge: what the stages need to know, opened once and handed to each of them.

Nothing is loaded before it is asked for (a French report never loads the English model), and the
handle can be sent to another process: it travels as its settings and opens there again.
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from rashomon.document import Document, SentenceKind, normalise
from rashomon.errors import KnowledgeError, UsageError
from rashomon.records import Reader
from rashomon.settings import Settings
from rashomon.terms import Lists, Present, Terms, flatten

if TYPE_CHECKING:
    from rashomon.annotate.model import Model
    from rashomon.gazetteer import Borders, Gazetteer
    from rashomon.roles.model import RoleModel

_DATA = files("rashomon") / "data"
_LEXICON = re.compile(r"([a-z]{2,3})\.yaml")


def languages(folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that are read: those with a lexicon, in the package's
    data or in folders laid out like it."""
    found = {
        match[1]
        for folder in (_DATA, *folders)
        if (folder / "lexicons").is_dir()
        for entry in (folder / "lexicons").iterdir()
        if (match := _LEXICON.fullmatch(entry.name))
    }
    return tuple(sorted(found))


LANGUAGES = languages()
"""The languages that the package brings."""

READING_DATA = ("actors.yaml", "borders", "gazetteer", "lexicons", "models", "taxonomies")
"""The data files and folders that decide what a report is read to say."""

BLANK = "blank:"
"""Before a language's code instead of the name of a model: words alone, without a parse."""
NOT_LOADED = ("ner", "senter", "strings")
"""Parts of a model that reading does not need: entities, sentences, and the list of all words that
have a vector, which is found by its number (a third of the memory of a model with vectors)."""


OBJECTS_COLLECTED = (10_000, 10, 50)
"""How many objects come before the collector of cycles looks at the young ones, and so on."""


@dataclass(frozen=True)
class NumberWords:
    """A language's words for numbers and for their bounds, and the pattern made of them."""

    words: Mapping[str, int]
    joiners: frozenset[str]
    twenties: bool
    before: Mapping[str, str]
    after: Mapping[str, str]
    vague: Mapping[str, tuple[int | None, int | None, bool]]
    singular: frozenset[str]
    not_a_range_after: tuple[str, ...]
    """Words before "25 to 89" that make two numbers of it: a toll that moved, not a range."""
    moved_from: frozenset[str]
    """The word before "25 to 89" that does so where the sentence has a word of `moving`."""
    moving: re.Pattern[str]
    spans: frozenset[str]
    """Words right beside a range that is no toll: "aged", years, metres."""
    ordinal_endings: tuple[str, ...]
    """What makes "19th" of 19."""
    pattern: re.Pattern[str]

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> NumberWords:
        """From the `numbers` of a lexicon."""
        before = {w: effect for effect, words in data.get("before", {}).items() for w in words}
        after = {w: effect for effect, words in data.get("after", {}).items() for w in words}
        return NumberWords(
            words=data["words"],
            joiners=frozenset(data.get("joiners", ())),
            twenties=data.get("twenties", False),
            before=before,
            after=after,
            vague={k: (v[0], v[1], v[2]) for k, v in data.get("vague", {}).items()},
            singular=frozenset(data.get("singular", ())),
            not_a_range_after=tuple(data.get("not_a_range_after", ())),
            moved_from=frozenset(data.get("moved_from", ())),
            moving=_any_word(data.get("moving", ())),
            spans=frozenset(data.get("spans", ())),
            ordinal_endings=tuple(data.get("ordinal_endings", ())),
            pattern=_number_pattern(data, before, after),
        )

    def effects(self, words: str | None) -> tuple[str, ...]:
        """What words beside a number do to its bounds: low, above, high, below, about."""
        if not words:
            return ()
        text = re.sub(r"\s+", " ", normalise(words)).strip()
        both = {**self.before, **self.after}
        if text in both:
            return (both[text],)
        return tuple(
            effect for w, effect in both.items() if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text)
        )


NO_TERMS = Terms({})


@dataclass(frozen=True)
class Lexicon:
    """What the words of one language mean to the reader (`data/lexicons/*.yaml`)."""

    language: str
    model: str
    labels: str
    abbreviations: frozenset[str]
    line_kinds: tuple[tuple[SentenceKind, re.Pattern[str]], ...]
    header: re.Pattern[str] | None
    bare_capital: tuple[str, re.Pattern[str]] | None
    numbers: NumberWords
    units: frozenset[str]
    age_units: frozenset[str]
    age_before: frozenset[str]
    currency: frozenset[str]
    linkers: frozenset[str]
    terms: Mapping[str, Terms]

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> Lexicon:
        """From the YAML of a lexicon. A list that a language does not have has no words."""
        return Lexicon(
            language=data["language"],
            model=data["model"],
            labels=data["labels"],
            abbreviations=frozenset(data.get("abbreviations", ())),
            line_kinds=tuple(
                (cast(SentenceKind, kind), re.compile(pattern))
                for kind, pattern in data.get("lines", {}).items()
            ),
            header=re.compile(data["header"]) if "header" in data else None,
            bare_capital=(bare["accented"], re.compile(bare["where"], re.MULTILINE))
            if (bare := data.get("bare_capital", {})).get("accented")
            else None,
            numbers=NumberWords.from_mapping(data["numbers"]),
            units=frozenset(data.get("units", ())),
            age_units=frozenset(data.get("age_units", ())),
            age_before=frozenset(data.get("age_before", ())),
            currency=frozenset(data.get("currency", ())),
            linkers=frozenset(data.get("linkers", ())),
            terms=flatten("", data),
        )

    def accented(self, text: str) -> str:
        """The text with the accent that a capital lacks where only a word with one can stand: "A
        Gao, neuf personnes …". As long as the text."""
        if self.bare_capital is None:
            return text
        accented, where = self.bare_capital
        return where.sub(accented, text)

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self.terms)

    def in_words_of(self, document: Document) -> Mapping[str, Present]:
        """The lists of which some term may be in a document, and by which words: of the others
        none is."""
        return self._lists.in_words_of(document)

    def __getitem__(self, name: str) -> Terms:
        return self.terms.get(name, NO_TERMS)


class Knowledge:
    """Everything the stages need to know, opened when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lexicons: dict[str, Lexicon] = {}
        self._models: dict[str, Model] = {}
        self._opened: dict[str, Any] = {}

    @staticmethod
    def open(settings: Settings | None = None) -> Knowledge:
        """The knowledge that the settings name."""
        return Knowledge(settings or Settings.default())

    def __reduce__(self) -> tuple[type[Knowledge], tuple[Settings]]:
        return (Knowledge, (self.settings,))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that are read: the package's own, and those of the settings' folders."""
        return languages(self.settings.languages)

    def lexicon(self, language: str) -> Lexicon:
        """The lexicon of a language (ISO 639-1); UsageError names those there are."""
        if language not in self._lexicons:
            if language not in self.languages:
                raise UsageError(
                    f"no reader for language {language!r}; "
                    f"the languages are {', '.join(self.languages)}"
                )
            data = self.data(f"lexicons/{language}.yaml")
            try:
                self._lexicons[language] = Lexicon.from_mapping(data)
            except (KeyError, TypeError, AttributeError, re.error) as error:
                raise KnowledgeError(
                    f"lexicons/{language}.yaml is no lexicon: {error!r}; see en.yaml beside it"
                ) from error
        return self._lexicons[language]

    def model(self, language: str) -> Model:
        """The parser of a language; KnowledgeError when its package is not installed."""
        if language not in self._models:
            from rashomon.annotate.model import Model
            from rashomon.annotate.parse import LabelTable

            lexicon = self.lexicon(language)
            name = dict(self.settings.models).get(language, lexicon.model)
            table = LabelTable.from_mapping(self.data(f"models/{lexicon.labels}.yaml"))
            self._models[language] = Model(_load_pipeline(name), table)
        return self._models[language]

    @property
    def gazetteer(self) -> Gazetteer:
        """The index of places, with those added; built once on first use when `make setup` has
        not."""
        if "gazetteer" not in self._opened:
            from rashomon.gazetteer import open_gazetteer

            self._opened["gazetteer"] = open_gazetteer(
                self.settings.cache, self.settings.gazetteers
            )
        return cast("Gazetteer", self._opened["gazetteer"])

    @property
    def borders(self) -> Borders:
        """Borders of countries and first-order regions."""
        if "borders" not in self._opened:
            from rashomon.gazetteer import Borders

            self._opened["borders"] = Borders.open()
        return cast("Borders", self._opened["borders"])

    def roles(self, language: str) -> RoleModel | None:
        """Who fills which part in an incident, as learnt for a language; None where nothing was."""
        if f"roles {language}" not in self._opened:
            from rashomon.roles.model import RoleModel

            self._opened[f"roles {language}"] = RoleModel.open(language, self.lexicon(language))
        return cast("RoleModel | None", self._opened[f"roles {language}"])

    def data(self, name: str) -> Any:
        """A data file, read once (`taxonomies/types.yaml`): of the package, or of a folder of the
        settings; KnowledgeError names a missing or broken one."""
        if name not in self._opened:
            self._opened[name] = load_yaml(name, self.settings.languages)
        return self._opened[name]

    def has(self, name: str) -> bool:
        """Whether there is such a data file."""
        return bool(_found(name, self.settings.languages).is_file())

    def keep(self, name: str, make: Any) -> Any:
        """What `make()` gives, made once: for lexicons that a stage compiles for itself."""
        if name not in self._opened:
            self._opened[name] = make()
        return self._opened[name]

    @cached_property
    def reader(self) -> Reader:
        """Who reads with this knowledge: the name, the version, and a digest of the data read with.

        What later stages know (weights, rules, labels) is not in it: changing that makes no report
        unread.
        """
        digest = hashlib.sha256()
        for name in READING_DATA:
            entry = _DATA / name
            for path in _data_files(entry) if entry.is_dir() else [entry]:
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
        for folder in self.settings.languages:
            for path in _data_files(folder):
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
        for pair in self.settings.models:
            digest.update("=".join(pair).encode())
        if self.settings.gazetteers is not None:
            from rashomon.gazetteer.added import added

            for each in added(self.settings.gazetteers):
                digest.update(f"{each.name}={each.digest}".encode())
        return Reader("rashomon", metadata.version("rashomon"), digest.hexdigest()[:16])


class _Loader(yaml.CSafeLoader):
    """YAML in which "on", "off", "no" and "yes" are the words that they are in a lexicon; only
    "true" and "false" are truth values, as in YAML 1.2. A key that stands twice is an error: the
    second list would hide the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading keys",
                    node.start_mark,
                    f"{key.value} stands twice",
                    key.start_mark,
                )
            if isinstance(key.value, str):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)


def data_file(name: str) -> Traversable:
    """A file of the package's `data` folder; KnowledgeError names a missing one."""
    path = _DATA / name
    if not path.is_file():
        raise KnowledgeError(f"data file {name} is missing: install rashomon again")
    return path


def _found(name: str, folders: Iterable[Path]) -> Any:
    """The path of a data file: in the first folder that has it, else in the package."""
    return next((path for folder in folders if (path := folder / name).is_file()), _DATA / name)


def load_yaml(name: str, folders: Iterable[Path] = ()) -> Any:
    """A YAML file of folders laid out like the package's `data`, or of that; KnowledgeError names a
    missing or broken one."""
    path = _found(name, folders)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError as error:
        raise KnowledgeError(f"data file {name} is missing: install rashomon again") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"data file {name} is broken: {error}") from error


def _load_pipeline(name: str) -> Any:
    if name.startswith(BLANK):
        import spacy

        return spacy.blank(name.removeprefix(BLANK))
    try:
        module = import_module(name)
    except ImportError as error:
        raise KnowledgeError(
            f"the language model {name} is not installed: run `make setup`, "
            f"or `pip install {name.replace('_', '-')}`"
        ) from error
    pipeline = module.load(exclude=NOT_LOADED)
    # A model holds half a million objects for as long as the process lives: without this, the
    # collector walks through all of them again and again. A reading leaves some thousands behind.
    gc.freeze()
    gc.set_threshold(*map(max, gc.get_threshold(), OBJECTS_COLLECTED))
    return pipeline


def _data_files(folder: Any) -> list[Any]:
    found: list[Any] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            found.extend(_data_files(entry))
        else:
            found.append(entry)
    return found


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for whole words; for nothing where there are none."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else "(?!)"
    )


def _number_pattern(
    data: Mapping[str, Any], before: Mapping[str, str], after: Mapping[str, str]
) -> re.Pattern[str]:
    """One pattern for a number with the words that bound it.

    Groups: `before` with `vague`, or with `between`, `first`, `second`; then `after`.
    """

    def any_of(words: Any) -> str:
        ordered = sorted(words, key=lambda w: (-len(w), w))
        if not ordered:
            return "(?!)"
        return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace("'", "['’]") for w in ordered)

    word = any_of(data["words"])
    scales = any_of(w for w, value in data["words"].items() if value >= 100)
    ordinals = any_of(data.get("ordinal_endings", ()))
    ahead = rf"(?=(?:{any_of(data['joined'])})(?!\w))" if data.get("joined") else ""
    # "between six hundred and eight hundred" is two numbers
    hundred = any_of(w for w, value in data["words"].items() if value == 100)
    another = rf"(?!(?:{word})[\s-]+(?:{hundred})(?!\w))"
    joiners = [rf"[\s-]+{j}[\s-]+{ahead}{another}" for j in data.get("joiners", ())]
    joiner = "|".join([*joiners, r"[\s-]+"])
    # "a hundred and thirty", which is exact, unlike "a hundred"
    counted_on = rf"(?:{scales})(?:{joiner})(?:{word})(?!\w)"
    one_of_scale = rf"(?:{any_of(data.get('singular', ()))})\s+(?={counted_on})"
    vague = rf"(?!{one_of_scale})(?:{any_of(data.get('vague', ()))})"
    figures = (
        rf"\d+(?:[.,]\d{{1,2}})?[\s\u00a0](?:{scales})(?!\w)"
        r"|\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?![\d])"
        rf"|\d+(?!:?\d|[.,]\d|(?:{ordinals})\b)"
    )

    def number(joined: str) -> str:
        in_words = rf"(?:{one_of_scale})?(?:{word})(?:(?:{joined})(?:{word}))*(?![\w-]*\w)"
        return rf"(?:{figures}|{in_words})"

    # "between six hundred and eight hundred": the first "and" parts two numbers
    gap = r"[\s-]+"
    lower = rf"(?(between){number(gap)}|{number(joiner)})"
    between = any_of(data.get("between", ()))
    ranges = any_of(data.get("range", ()))
    after_between = any_of(data.get("range_after_between", ()))
    return re.compile(
        rf"(?<![\w.,:-])(?:(?P<before>{any_of(before)})\s*)?"
        rf"(?:(?P<vague>{vague})(?!\w)"
        rf"|(?:(?P<between>{between})\s+(?=.{{1,40}}\s(?:{after_between})\s))?"
        rf"(?P<first>{lower})"
        rf"(?:\s*(?:{ranges}|(?(between)(?:{after_between})|(?!)))\s*(?P<second>{number(joiner)}))?"
        rf"(?:\s+(?P<after>{any_of(after)})(?!\w))?)",
        re.IGNORECASE,
    )
