"""Reads the source with `ast` and holds it to the house rules; it must not import or run any of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "cds_service"
MODULES = sorted((ROOT / PACKAGE).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

FLOORS = (
    {"amounts", "answers"},
    {"chart", "knowledge"},
    {"protocol"},
    {"assess", "fhir"},
    {"gather", "render", "store", "terminology"},
    {"service"},
    {"http"},
    {"app"},
    {"sandbox"},
    {"cli"},
    {"__main__"},
)
"""The rooms of the house, lowest floor first. A room imports from the floors below it, never from its own."""

BESIDE = {"settings": {"gather", "render", "store", "service", "http", "app", "cli", "__main__"}}
"""Rooms that import nothing of ours, and who may import them: settings stop short of the clinical core."""

PURE = {"amounts", "answers", "chart", "protocol", "assess"}
"""Same chart, same knowledge, same day, same answer: no clock, no chance, no file, no network, no log."""
IMPURE = {
    "asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "structlog", "subprocess",
    "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}

HOMES = {
    "alembic": {"store"},
    "csv": {"knowledge"},
    "fastapi": {"app", "http"},
    "fhir": {"fhir"},
    "fhir_core": {"fhir"},
    "httpcore": {"gather"},
    "httpx": {"gather", "http", "terminology"},
    "jinja2": {"render", "http"},
    "jwt": {"http"},
    "pint": {"fhir"},
    "prometheus_client": {"http"},
    "psycopg": {"store"},
    "pydantic_settings": {"settings"},
    "rich": {"cli"},
    "sqlalchemy": {"store"},
    "starlette": {"app", "http"},
    "tomllib": {"knowledge", "settings"},
    "typer": {"cli"},
    "ucumvert": {"fhir"},
    "uvicorn": {"cli"},
}
"""One library, one home. httpx has three: the FHIR client, the keys of trusted clients, and RxNav."""

LONGEST = 320
EMPTY_WORDS = {"manager", "handler", "helper", "helpers", "util", "utils"}


def room(module: Path) -> str:
    """The room a module belongs to: the first name below the package."""
    return module.relative_to(ROOT / PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Dotted names a module imports, relative ones made absolute against its package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{name}.{alias.name}" for alias in node.names)


def may_import(importer: str, imported_room: str) -> bool:
    """Whether one room may import another. KeyError when a room has no place in the house."""
    if importer == imported_room:
        return True
    if imported_room in BESIDE:
        return importer in BESIDE[imported_room]
    if importer in BESIDE:
        return False
    floor = {name: level for level, names in enumerate(FLOORS) for name in names}
    return floor[imported_room] < floor[importer]


def upward(tree: ast.AST, importer: str, package: tuple[str, ...]) -> list[str]:
    """Imports of our own that do not go down, as "room -> imported"."""
    ours = [name.split(".") for name in imported(tree, package) if name.split(".")[0] == PACKAGE]
    return [
        f"{importer} -> {'.'.join(name)}"
        for name in ours
        if len(name) > 1 and name[1] != "__version__" and not may_import(importer, name[1])
    ]


def homeless(tree: ast.AST, importer: str) -> list[str]:
    """Imports of a library outside its home, as "room -> library"."""
    libraries = {name.split(".")[0] for name in imported(tree, (PACKAGE, importer))}
    return sorted(f"{importer} -> {name}" for name in libraries if importer not in HOMES.get(name, {importer}))


def impurities(tree: ast.AST) -> list[str]:
    """What would make an answer depend on more than chart, knowledge and day."""
    found = [name for name in imported(tree, (PACKAGE,)) if name.split(".")[0] in IMPURE]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"line {node.lineno}: .{node.func.attr}()")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print"}:
            found.append(f"line {node.lineno}: {node.func.id}()")
    return found


def empty_names(tree: ast.AST, module_name: str) -> list[str]:
    """Names of modules, classes and functions that say nothing about what they hold."""
    defined = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [module_name, *(node.name for node in ast.walk(tree) if isinstance(node, defined))]
    return [name for name in names if EMPTY_WORDS & set(re.findall(r"[a-z]+|[A-Z][a-z]*", name.lower()))
            or re.search(r"(Manager|Handler|Helpers?|Utils?)(?![a-z])", name)]  # fmt: skip


def silent_tests(tree: ast.AST) -> list[str]:
    """Tests that do not say in one sentence what is true."""
    tests = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        node.name
        for node in tests
        if node.name.startswith("test_") and not (ast.get_docstring(node) or "").strip().endswith(".")
    ]


def parse(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def package_of(module: Path) -> tuple[str, ...]:
    return module.relative_to(ROOT).parent.parts


def inside(*rooms: str) -> list[Path]:
    return [module for module in MODULES if room(module) in rooms]


def name_of(module: Path) -> str:
    return str(module.relative_to(ROOT))


every_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


@every_module
def test_imports_go_one_way(module: Path) -> None:
    """A module imports only from the floors below its own."""
    assert not upward(parse(module), room(module), package_of(module))


@every_module
def test_one_library_has_one_home(module: Path) -> None:
    """A library with a home is imported nowhere else."""
    assert not homeless(parse(module), room(module))


@pytest.mark.parametrize("module", inside(*PURE), ids=name_of)
def test_the_clinical_core_is_pure(module: Path) -> None:
    """From `assess` inward nothing reads a clock, a file, the network or chance."""
    assert not impurities(parse(module))


@every_module
def test_a_module_says_what_it_is_for(module: Path) -> None:
    """Every module that holds anything begins with a docstring."""
    tree = parse(module)
    assert not tree.body or ast.get_docstring(tree)


@every_module
def test_a_module_fits_in_the_head(module: Path) -> None:
    """No module is longer than the house allows."""
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


@every_module
def test_names_say_something(module: Path) -> None:
    """No module, class or function is called after doing things in general."""
    assert not empty_names(parse(module), module.stem)


@pytest.mark.parametrize("module", TESTS, ids=name_of)
def test_tests_are_sentences(module: Path) -> None:
    """Every test says in a sentence what is true."""
    assert not silent_tests(parse(module))


@pytest.mark.parametrize(
    ("importer", "line", "expected"),
    [
        ("protocol", "from cds_service.fhir import dates", ["protocol -> cds_service.fhir.dates"]),
        ("protocol", "import cds_service.assess", ["protocol -> cds_service.assess"]),
        ("protocol", "from ..http import routes", ["protocol -> cds_service.http.routes"]),
        ("protocol", "def f():\n    from cds_service import app", ["protocol -> cds_service.app"]),
        ("assess", "from cds_service import settings", ["assess -> cds_service.settings"]),
        ("settings", "from cds_service import answers", ["settings -> cds_service.answers"]),
        ("fhir", "from cds_service.assess import assess", ["fhir -> cds_service.assess.assess"]),
        ("gather", "from cds_service.render import card", ["gather -> cds_service.render.card"]),
        ("gather", "from cds_service.fhir import parts", []),
        ("protocol", "from . import finding", []),
        ("protocol", "from .finding import say", []),
        ("http", "from cds_service import settings", []),
        ("cli", "from cds_service import __version__", []),
    ],
)
def test_an_upward_import_is_seen(importer: str, line: str, expected: list[str]) -> None:
    """Every way to write an upward import is found, and a downward one is not."""
    assert expected == upward(ast.parse(line), importer, (PACKAGE, importer))


def test_a_room_without_a_place_is_refused() -> None:
    """A new room has to be given a floor before anything may import it."""
    with pytest.raises(KeyError):
        may_import("http", "attic")


@pytest.mark.parametrize(
    ("importer", "line", "expected"),
    [
        ("render", "import httpx", ["render -> httpx"]),
        ("gather", "import httpx", []),
        ("assess", "from fhir.resources.R4B.patient import Patient", ["assess -> fhir"]),
        ("fhir", "from fhir.resources.R4B.patient import Patient", []),
        ("http", "import tomllib", ["http -> tomllib"]),
        ("http", "from sqlalchemy.exc import DBAPIError", ["http -> sqlalchemy"]),
    ],
)
def test_a_library_away_from_home_is_seen(importer: str, line: str, expected: list[str]) -> None:
    """A library is found outside its home and left alone inside it."""
    assert expected == homeless(ast.parse(line), importer)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("datetime.now()", ["line 1: .now()"]),
        ("date.today()", ["line 1: .today()"]),
        ("import os.path", ["os.path"]),
        ("open('x')", ["line 1: open()"]),
        ("chart.today", []),
        ("from datetime import date, timedelta", []),
    ],
)
def test_an_impurity_is_seen(line: str, expected: list[str]) -> None:
    """A clock or a file is found, and a day handed in is not."""
    assert expected == impurities(ast.parse(line))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("class CardManager: pass", ["CardManager"]),
        ("class FHIRHelper: pass", ["FHIRHelper"]),
        ("def date_utils(): pass", ["date_utils"]),
        ("def utilisation(): pass", []),
        ("class Handled: pass", []),
    ],
)
def test_an_empty_name_is_seen(name: str, expected: list[str]) -> None:
    """A name that says nothing is found, and a word that only resembles one is not."""
    assert expected == empty_names(ast.parse(name), "module")


def test_a_test_without_a_sentence_is_seen() -> None:
    """A test without a docstring is found, and one with a sentence is not."""
    tree = ast.parse("def test_a(): pass\ndef test_b():\n    '''It holds.'''\ndef other(): pass")
    expected = ["test_a"]
    assert expected == silent_tests(tree)
