"""Tables fit the terminal, say every id whole, and obey nobody's control characters."""

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import click
import pytest
from attrs import frozen

from upclone.domain.money import Money
from upclone.entrypoints.cli.output import Column, block, plain, table, text, wide

ID = UUID("0193f5a0-0000-7000-8000-000000000001")
ROWS = [
    (ID, "A logo for a bakery in the old town", Money(12_500, "EUR"), "active"),
    (ID, "Übersetzung", Money(-7, "EUR"), "completed"),
]
COLUMNS = [
    Column("id", lambda row: row[0]),
    Column("title", lambda row: row[1], text=True),
    Column("amount", lambda row: row[2], right=True),
    Column("state", lambda row: row[3]),
]


def lines(width: int) -> list[str]:
    return click.unstyle(table(COLUMNS, ROWS, "None.", width)).splitlines()


def test_amounts_end_in_one_column():
    """Amounts are compared by eye: their last digits stand under each other."""
    title, first, second = lines(0)
    assert first.index("125.00 EUR") + len("125.00 EUR") == second.index("-0.07 EUR") + len("-0.07 EUR")
    assert title.index("amount") + len("amount") == first.index("EUR") + 3


def test_without_a_terminal_nothing_is_cut():
    """What is piped is whole, however long."""
    assert "A logo for a bakery in the old town" in lines(0)[1]


def test_text_is_cut_first_and_ids_never():
    """At 80 columns the title gives way; at every width the id can be copied."""
    for line in lines(80):
        assert wide(line) <= 80
    assert str(ID) in lines(80)[1]
    assert "A logo for a baker…" in lines(80)[1]


def test_what_does_not_fit_side_by_side_is_told_as_blocks():
    """At 60 columns each row becomes lines of name and value, all within the width."""
    shown = lines(60)
    assert f"id      {ID}" in shown
    assert "amount  125.00 EUR" in shown
    assert all(wide(line) <= 60 for line in shown)


def test_an_empty_table_says_why():
    """Nobody stares at an empty screen."""
    assert click.unstyle(table(COLUMNS, [], "No contracts.", 80)) == "No contracts."


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b[2J\x1b[31mred", "\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}[31mred"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u202egnp.exe", "\N{REPLACEMENT CHARACTER}gnp.exe"),
        (None, "—"),
        (True, "yes"),
        (datetime(2026, 5, 4, 14, 30, tzinfo=timezone(timedelta(hours=2))), "2026-05-04 12:30"),
        (frozenset({"freelancer", "client"}), "client, freelancer"),
        (Money(1, "KWD"), "0.001 KWD"),
    ],
)
def test_cells_are_one_harmless_line(typed: object, shown: str):
    """What people typed can't move the cursor, hide or turn text around."""
    assert text(typed) == shown


def test_wide_letters_count_twice():
    """Columns stand straight below Chinese titles too."""
    assert wide("漢字") == 4
    shown = click.unstyle(table([Column("t", lambda row: row), Column("n", lambda _: 1)], ["漢字", "abcd"], "", 40))
    assert [wide(line[: line.rindex("1")]) for line in shown.splitlines()[1:]] == [6, 6]


def test_a_long_value_of_a_block_goes_on_below():
    """Nothing of a reason is lost in a narrow terminal."""
    shown = click.unstyle(block([("reason", "the work that was handed over is not the work that was agreed on")], 40))
    assert all(wide(line) <= 40 for line in shown.splitlines())
    assert " ".join(shown.split()) == "reason the work that was handed over is not the work that was agreed on"


class Colour(StrEnum):
    RED = "red"


@frozen
class Thing:
    id: UUID
    price: Money
    at: datetime
    due: date
    colour: Colour
    tags: frozenset[str]
    hash: bytes
    nothing: None = None


def test_json_has_one_shape_for_each_kind_of_value():
    """Scripts read amounts, times and ids as the API gives them."""
    at = datetime(2026, 5, 4, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    thing = Thing(ID, Money(5, "JPY"), at, date(2026, 5, 4), Colour.RED, frozenset("ba"), b"\x01\xff")
    assert plain({"things": (thing,)}) == {
        "things": [
            {
                "id": str(ID),
                "price": {"amount_minor": 5, "currency": "JPY"},
                "at": "2026-05-04T12:30:00Z",
                "due": "2026-05-04",
                "colour": "red",
                "tags": ["a", "b"],
                "hash": "01ff",
                "nothing": None,
            }
        ]
    }
    assert plain(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"
