"""What a statement says of its lines, as a table."""

from upclone.adapters.pdf.statement_csv import KINDS
from upclone.domain.payments.ledger import EntryKind


def test_every_kind_has_words():
    """In both languages."""
    assert set(KINDS) == set(EntryKind)
    assert all(len(words) == 2 and all(words) for words in KINDS.values())
