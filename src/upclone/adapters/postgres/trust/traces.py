"""What a person leaves behind: what binds them, and what is erased when they go.

ERASED is the list that other features add a line to: one statement each, about `%(account)s`, run in the transaction
that closes the account. What the law and others need stays: contracts, the ledger, invoices, disputes.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.trust import Bonds
from upclone.domain.money import Money

ERASED: Final = (
    "DELETE FROM notification WHERE account_id = %(account)s",
    "DELETE FROM letter_choice WHERE account_id = %(account)s",
    "DELETE FROM activity WHERE account_id = %(account)s",
    "DELETE FROM request WHERE caller = %(account)s",
    "DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM session WHERE account_id = %(account)s)",
    "DELETE FROM session WHERE account_id = %(account)s",
    "DELETE FROM proof WHERE account_id = %(account)s",
    "DELETE FROM personal_token WHERE account_id = %(account)s",
    "DELETE FROM identity WHERE account_id = %(account)s",
    "DELETE FROM recovery_code WHERE account_id = %(account)s",
    "DELETE FROM second_factor WHERE account_id = %(account)s",
    "DELETE FROM search WHERE owner_id = %(account)s",
    "DELETE FROM freelancer_search WHERE id = %(account)s",
    # Files that nothing holds any more are purged with their content, a day later.
    "DELETE FROM freelancer_profile WHERE id = %(account)s",
    "DELETE FROM client_profile WHERE id = %(account)s",
    "DELETE FROM profile_view WHERE account_id = %(account)s",
    # What invoices say of a person stays as long as the law keeps it: docs/invoices.md says how long, and who sees it.
    "DELETE FROM tax_identity WHERE id = %(account)s",
    "DELETE FROM profile_views WHERE account_id = %(account)s",
    "UPDATE payout_schedule SET rhythm = 'by_hand', day = NULL WHERE owner_id = %(account)s",
    """
    UPDATE method SET state = 'removed', address = '', ref = NULL, token = '', label = '', url = NULL, usual = false,
        until = NULL, due_at = NULL, version = version + 1
    WHERE owner_id = %(account)s
    """,
)

_BONDS: Final = """
SELECT
    (SELECT count(*) FROM contract
        WHERE %(account)s IN (client_id, freelancer_id) AND state IN ('offered', 'active', 'paused')),
    (SELECT count(*) FROM dispute
        WHERE %(account)s IN (client_id, freelancer_id) AND state NOT IN ('resolved', 'settled', 'withdrawn'))
"""
_MONEY: Final = """
SELECT held.currency, held.posted FROM balance AS held JOIN ledger_account AS account ON account.key = held.account
WHERE account.kind = 'freelancer_available' AND account.owner = %(account)s::text AND held.posted <> 0
UNION ALL
SELECT currency, amount_minor FROM transfer
WHERE owner_id = %(account)s AND state IN ('requested', 'sent')
UNION ALL
SELECT currency, work_minor - released_minor - refunded_minor FROM hold
WHERE %(account)s IN (client_id, freelancer_id) AND state IN ('requested', 'held', 'frozen')
"""


@frozen
class Traces:
    """What a person leaves behind."""

    transaction: Transaction

    def bonds(self, account_id: UUID) -> Bonds:
        """What they would have to settle before they go."""
        row = self.transaction.one(_BONDS, {"account": account_id})
        assert row is not None
        money = self.transaction.all(_MONEY, {"account": account_id})
        return Bonds(row[0], row[1], tuple(str(Money(minor, code)) for code, minor in money))

    def erase(self, account_id: UUID) -> None:
        """Forget what is theirs alone, in this transaction."""
        for statement in ERASED:
            self.transaction.run(statement, {"account": account_id})
