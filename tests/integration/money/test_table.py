"""docs/faults.md names, for each case of what can go wrong with money, the tests that prove its outcome."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROWS = [line for line in (ROOT / "docs/faults.md").read_text().splitlines() if "::test_" in line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_each_case_has_its_tests(row: str):
    """They exist, under the names that the page gives."""
    named = re.findall(r"`([^`]+\.py)::(test_\w+)`", row)
    assert len(named) == row.count("::")
    for file, test in named:
        tree = ast.parse((ROOT / "tests" / file).read_text())
        assert test in {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


def test_every_case_is_there():
    assert len(ROWS) == 15
