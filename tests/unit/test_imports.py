"""The core stays pure: it imports what is on these lists and nothing else, and no float comes near money.

import-linter forbids what we thought of; these lists refuse what nobody thought of.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
CORE = SOURCE / "upclone"

PURE = {
    "__future__",
    "abc",
    "attr",
    "attrs",
    "collections",
    "collections.abc",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "operator",
    "re",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "zoneinfo",  # when a week begins is a rule of the deal, and only a zone's own rules say it
}
ALLOWED = {
    "domain": PURE | {"upclone.domain"},
    "application": PURE | {"contextlib", "upclone.domain", "upclone.application"},
}
ONLY_IN = {
    "decimal": {"upclone/domain/money.py"},  # to read what people type; nothing is computed with it
    "math": {"upclone/domain/people/places.py"},  # for isqrt, which takes and gives integers
}


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((CORE / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            yield node.module or ""


def is_allowed(name: str, allowed: set[str]) -> bool:
    return name in allowed or any(name.startswith(f"{own}.") for own in allowed if own.startswith("upclone."))


def strangers(tree: ast.AST, layer: str, path: str) -> list[str]:
    allowed = ALLOWED[layer] | {name for name, places in ONLY_IN.items() if path in places}
    return [name for name in imports(tree) if not is_allowed(name, allowed)]


def floats(tree: ast.AST) -> list[str]:
    """Every place where a float is written, made or asked for. True division makes one out of two integers."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                found.append(f"{node.lineno}: the literal {node.value}")
            case ast.Name(id="float" | "round" as name):
                found.append(f"{node.lineno}: {name}")
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                found.append(f"{node.lineno}: / divides into a float; // and % lose nothing")
            case _:
                pass
    return found


@pytest.mark.parametrize("path", modules(*ALLOWED), ids=name_of)
def test_the_core_imports_only_what_is_listed(path: Path):
    """`pip install upclone` brings attrs alone, and the core reads no clock, no disk, no network and no chance."""
    layer = path.relative_to(CORE).parts[0]
    assert strangers(ast.parse(path.read_text()), layer, name_of(path)) == []


@pytest.mark.parametrize("path", modules("domain", "application"), ids=name_of)
def test_no_float_in_the_core(path: Path):
    """P11: amounts are integers of minor units from the first line to the last."""
    assert floats(ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", modules("adapters", "entrypoints"), ids=name_of)
def test_no_float_in_a_column_or_a_schema_of_money(path: Path):
    """P11: outside the core, whatever is called an amount is neither stored nor parsed as a float."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call | ast.AnnAssign | ast.arg | ast.Assign | ast.keyword | ast.BinOp):
            text = ast.unparse(node)
            money = any(word in text for word in ("_minor", "amount", "Money", "price", "balance"))
            names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            if money and names & {"float", "round", "Float", "REAL", "Real", "Double", "DOUBLE", "DOUBLE_PRECISION"}:
                found.append(f"{node.lineno}: {text[:80]}")
    assert found == []


@pytest.mark.parametrize(
    "source",
    ["import sqlalchemy", "from os import environ", "import datetime, random", "from upclone.adapters import postgres"],
)
def test_the_list_refuses_what_it_should(source: str):
    """The check itself bites, also inside a function."""
    assert strangers(ast.parse(source), "domain", "upclone/domain/x.py")
    assert strangers(ast.parse(f"def f():\n    {source}"), "application", "upclone/application/x.py")


def test_decimal_is_for_reading_money_alone():
    """One module may take a typed amount apart; no other may compute with it."""
    tree = ast.parse("from decimal import Decimal")
    assert strangers(tree, "domain", "upclone/domain/money.py") == []
    assert strangers(tree, "domain", "upclone/domain/payments/fees.py") == ["decimal"]


@pytest.mark.parametrize(
    "source", ["x = 0.1", "x = float(y)", "x = round(y)", "x = y / 2", "x /= 2", "def f(x: float): ..."]
)
def test_floats_are_found(source: str):
    """The check itself bites."""
    assert floats(ast.parse(source))
