"""The table of test tokens and the page that prints it."""

from pathlib import Path

import pytest

from upclone.adapters.sandbox.tokens import PAYMENTS, PAYOUTS, REFUNDS, Token, sentences

PAGE = (Path(__file__).parents[4] / "docs" / "sandbox.md").read_text()


@pytest.mark.parametrize("tokens", [PAYMENTS, PAYOUTS], ids=["payments", "payouts"])
def test_the_page_prints_the_table(tokens: dict[str, Token]):
    """Word for word and in order: what the documentation promises is what the gateway follows."""
    rows = "\n".join(f"| `{name}` | {says} |" for name, says in sentences(tokens.values()))
    assert rows in PAGE


@pytest.mark.parametrize("token", [*PAYMENTS.values(), *REFUNDS.values(), *PAYOUTS.values()], ids=lambda of: of.name)
def test_every_token_is_whole(token: Token):
    """What it refers to exists; it either refuses or has steps, and a step that fails says why."""
    assert token.refunds in REFUNDS
    assert not token.first or token.first in PAYOUTS
    assert bool(token.refused) != bool(token.steps)
    assert all(step.reason for step in token.steps if step.status == "failed")
