"""The repository itself: what must hold of its files, whatever the code does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MOST_LINES = 600
"""A longer file no longer shows its reader where things are."""

MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:work|root|opt|home)/|file:/{3}")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org")


def tracked_files() -> list[Path]:
    """The files that git tracks or would (a copy without git: all but what is made)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    made = {".venv", "out", ".git", ".hypothesis", "__pycache__", "node_modules"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(part in made or part.endswith("_cache") for part in path.parts)
    ]


def texts() -> list[tuple[Path, str]]:
    """The tracked files that are text, with their text."""
    found = []
    for path in tracked_files():
        try:
            found.append((path.relative_to(ROOT), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # pictures, archives
    return found


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(MACHINE_PATHS, "a path of one machine"), (REGISTRIES, "the address of a package registry")],
)
def test_no_file_holds(pattern: re.Pattern[str], what: str) -> None:
    holding = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not holding, f"{what}: {holding}"


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pyproject() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def declared(*extras: str) -> set[str]:
    """Names of the packages that pyproject.toml asks for, with those of the extras."""
    project = pyproject()["project"]
    assert isinstance(project, dict)
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return {normalised(re.split(r"[\s\[<>=!~;]", each, maxsplit=1)[0]) for each in wanted}


def locked() -> dict[str, str]:
    """Package → version of the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {
        normalised(name): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }


def test_the_lock_pins_what_the_project_needs() -> None:
    """All that pyproject.toml asks for is locked, and all that those packages ask for in turn."""
    project = pyproject()["project"]
    assert isinstance(project, dict)
    todo = [Requirement(each) for each in project["dependencies"]]
    todo += [Requirement(each) for each in project["optional-dependencies"]["dev"]]
    pins, seen, missing = locked(), set(), set()
    while todo:
        wanted = todo.pop()
        name = normalised(wanted.name)
        extras = frozenset(normalised(each) for each in wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name not in pins or not wanted.specifier.contains(pins[name], prereleases=True):
            missing.add(str(wanted))
            continue
        for line in metadata.requires(name) or ():
            below = Requirement(line)
            marker = below.marker
            if marker is None or any(marker.evaluate({"extra": e}) for e in ("", *extras)):
                todo.append(below)
    assert not missing, "run `make lock`"


def test_every_locked_package_has_a_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    without = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not without


def test_the_environment_is_the_locked_one() -> None:
    pins = locked()
    differing = {
        name: (metadata.version(name), pins.get(name))
        for name in sorted(declared("dev"))
        if metadata.version(name) != pins.get(name)
    }
    assert not differing, f"installed, locked: {differing}; run `make setup`"


def test_what_the_package_imports_is_declared() -> None:
    """A module that is there only because something else needs it vanishes one day."""
    providers = metadata.packages_distributions()
    allowed = declared()
    undeclared = set()
    for path in SOURCES:
        for name in imported_modules(ast.parse(path.read_text(encoding="utf-8"))):
            if name in sys.stdlib_module_names or name == "rashomon":
                continue
            if not {normalised(each) for each in providers.get(name, [name])} & allowed:
                undeclared.add(f"{path.relative_to(ROOT)}: {name}")
    assert not undeclared


def imported_modules(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_stages_do_not_import_each_other() -> None:
    stages = {"ingest", "annotate", "resolve", "assemble", "store", "reconcile", "check"}
    crossing = set()
    for path in SOURCES:
        inside = path.relative_to(ROOT / "src" / "rashomon").parts[0]
        if inside not in stages | {"publish"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[0] == "rashomon" and len(parts) > 1 and parts[1] in stages - {inside}:
                    crossing.add(f"{path.relative_to(ROOT)} imports {node.module}")
    assert not crossing


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    return {target for line in phony for target in line.split()}


def test_every_make_target_is_in_its_help() -> None:
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert make_targets()
    for target in make_targets():
        assert re.search(rf"^  {target} +\w", shown, re.MULTILINE), target


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_the_project_has(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_licence_is_the_one_declared() -> None:
    project = pyproject()["project"]
    assert isinstance(project, dict)
    assert project["license"] == "Apache-2.0"
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0" in licence


def test_notice_names_every_package_that_is_needed() -> None:
    notice = normalised((ROOT / "NOTICE").read_text(encoding="utf-8"))
    assert not [name for name in sorted(declared()) if name not in notice]


def test_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w.*/-]+(?:/|\.md|\.py|\.yaml|\.tsv|\.lock|\.toml))`", text))
    named = {name for name in named if not re.search("NAME|CODE|NNNN", name)}
    assert named
    for name in sorted(named):
        places = (ROOT, ROOT / "src" / "rashomon", ROOT / "tests" / "cases" / "colombia-patrol-en")
        assert any(list(place.glob(name)) for place in places), name


def test_shipped_data_has_a_provenance() -> None:
    """Every archive and table that is shipped is named in NOTICE, or says in its head whence."""
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    data = ROOT / "src" / "rashomon" / "data"
    for path in sorted(data.rglob("*")):
        if path.suffix in {".zip", ".tsv"}:
            named = path.relative_to(ROOT).as_posix() in notice
            assert named or path.read_bytes().startswith(b"#"), path
