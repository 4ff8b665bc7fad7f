"""docs/matching.md says what the formula does."""

from pathlib import Path

from upclone.domain.market.scores import WEIGHTS
from upclone.entrypoints.cli.matching import page

DOCS = Path(__file__).parents[4] / "docs" / "matching.md"


def test_the_page_is_that_of_the_weights():
    """docs/matching.md is what `upclone matching draw` writes, every factor with its points."""
    assert DOCS.read_text(encoding="utf-8") == page(), "run `upclone matching draw` and commit docs/matching.md"
    assert all(f"| {factor} | {points} |" in page() for factor, points in WEIGHTS.items())
