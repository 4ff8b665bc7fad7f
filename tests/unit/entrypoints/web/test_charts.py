"""Charts: figures become bars that are as high as they should be, and none is lost."""

import pytest

from upclone.entrypoints.web import charts


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (1, 4), (4, 4), (5, 8), (17, 24), (33, 40), (100_000, 160_000), (999, 1600)]
)
def test_the_scale_ends_at_a_round_number(most: int, top: int) -> None:
    """Four steps divide it without a rest, and nothing stands above it."""
    assert charts.ceiling(most) == top
    assert top % charts.STEPS == 0


def test_bars_are_as_high_as_their_figures() -> None:
    """In groups by label; what is below zero has no height; the table has every figure."""
    earned, spent = charts.Series("Earned", (4, 0, 2)), charts.Series("Spent", (1, 3, -5), "accent")
    drawn = charts.bars(("Jan", "Feb", "Mar"), (earned, spent), str)
    assert [bar.height for bar in drawn.bars] == [200, 0, 100, 50, 150, 0]
    assert [bar.y for bar in drawn.bars] == [0, 200, 100, 150, 50, 200]
    assert all(bar.x >= 0 and bar.x + bar.width <= charts.WIDTH for bar in drawn.bars)
    assert drawn.rows == (("Jan", "4", "1"), ("Feb", "0", "3"), ("Mar", "2", "-5"))
    assert drawn.ticks == ("4", "3", "2", "1", "0")
    assert drawn.bars[4].said == "Feb · Spent: 3"


def test_nothing_is_no_chart() -> None:
    """Figures that are all zero are told by a sentence."""
    assert charts.bars(("Jan",), (charts.Series("Earned", (0,)),), str).is_empty
    assert not charts.bars(("Jan",), (charts.Series("Earned", (3,)),), str).is_empty


def test_a_small_line_stays_in_its_box() -> None:
    """Also with one figure, with none, and with zeros."""
    assert charts.spark((0, 5, 10)) == "0.0,26.0 50.0,14.0 100.0,2.0"
    assert charts.spark((3,)) == "0.0,2.0"
    assert charts.spark(()) == ""
    assert charts.spark((0, 0)) == "0.0,26.0 100.0,26.0"


def test_a_trend_needs_something_before() -> None:
    """Half as much again, half as much; nothing out of nothing."""
    assert charts.trend(150, 100) == 0.5
    assert charts.trend(50, 100) == -0.5
    assert charts.trend(50, 0) is None
