"""One's own data, topic by topic: each topic is one statement, its rows are JSON made by the database.

TOPICS is the list that other features add a line to. A statement is about `%(viewer)s` and gives one jsonb column;
what opens a door (hashes, secrets, keys) is left out by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.domain.actors import Actor

_HISTORY: Final = """(SELECT coalesce(jsonb_agg(jsonb_build_object(
    'seq', event.seq, 'name', event.name, 'role', event.role, 'at', event.at, 'facts', event.facts) ORDER BY event.seq),
    '[]') FROM event WHERE event.contract_id = contract.id)"""

TOPICS: Final[Mapping[str, str]] = {
    "account": "SELECT to_jsonb(account) - 'password_hash' - 'version' FROM account WHERE id = %(viewer)s",
    "account_history": """
        SELECT jsonb_build_object('name', name, 'role', role, 'at', at, 'facts', facts) FROM event
        WHERE subject_id = %(viewer)s ORDER BY created_seq""",
    "freelancer_profile": "SELECT to_jsonb(p) - 'version' FROM freelancer_profile AS p WHERE id = %(viewer)s",
    "client_profile": "SELECT to_jsonb(p) - 'version' FROM client_profile AS p WHERE id = %(viewer)s",
    "profile_views": "SELECT to_jsonb(v) FROM profile_views AS v WHERE account_id = %(viewer)s ORDER BY day",
    "files": "SELECT to_jsonb(file) - 'thumbnails' FROM file WHERE owner_id = %(viewer)s ORDER BY id",
    "jobs": "SELECT to_jsonb(job) - 'version' FROM job WHERE client_id = %(viewer)s ORDER BY id",
    "saved_searches": "SELECT to_jsonb(search) - 'version' FROM search WHERE owner_id = %(viewer)s ORDER BY id",
    "proposals": "SELECT to_jsonb(proposal) - 'version' FROM proposal WHERE freelancer_id = %(viewer)s ORDER BY id",
    "invitations": """
        SELECT to_jsonb(invitation) - 'version' FROM invitation
        WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "contracts": f"""
        SELECT to_jsonb(contract) - 'version' - 'billing' || jsonb_build_object('history', {_HISTORY}) FROM contract
        WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",  # noqa: S608  (a constant)
    "milestones": """
        SELECT to_jsonb(milestone) - 'version' FROM milestone
        WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "timesheets": """
        SELECT to_jsonb(timesheet) - 'version' FROM timesheet
        WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "time_entries": """
        SELECT to_jsonb(time_entry) - 'version' - CASE WHEN %(viewer)s = freelancer_id THEN '' ELSE 'salt' END
        FROM time_entry WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "disputes": """
        SELECT to_jsonb(dispute) - 'version' FROM dispute WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "payments": """
        SELECT to_jsonb(hold) - 'version' - 'payment_method' - 'approve_url' - 'gateway_ref' FROM hold
        WHERE %(viewer)s IN (client_id, freelancer_id) ORDER BY id""",
    "payouts": """
        SELECT to_jsonb(transfer) - 'version' - 'gateway_ref' FROM transfer WHERE owner_id = %(viewer)s ORDER BY id""",
    "tax_identity": "SELECT to_jsonb(t) FROM tax_identity AS t WHERE id = %(viewer)s",
    "invoices": """
        SELECT to_jsonb(invoice) - 'hash' FROM invoice WHERE %(viewer)s IN (seller_id, buyer_id) ORDER BY id""",
    "statement": """
        SELECT jsonb_build_object('entry', entry.id, 'kind', entry.kind, 'at', entry.at, 'currency', posting.currency,
            'amount_minor', posting.amount_minor, 'contract_id', entry.contract_id)
        FROM posting JOIN entry ON entry.id = posting.entry JOIN ledger_account AS kept ON kept.key = posting.account
        WHERE kept.kind = 'freelancer_available' AND kept.owner = %(viewer)s::text ORDER BY entry.at, entry.id""",
    "notifications": """
        SELECT jsonb_build_object('event', told.name, 'subject_id', told.subject_id, 'contract_id', told.contract_id,
            'at', told.at, 'facts', event.facts)
        FROM notification AS told JOIN event ON event.id = told.event_id
        WHERE told.account_id = %(viewer)s ORDER BY told.event_id""",
    "letter_choices": "SELECT to_jsonb(t) FROM letter_choice AS t WHERE account_id = %(viewer)s ORDER BY topic",
    "sessions": "SELECT to_jsonb(session) FROM session WHERE account_id = %(viewer)s ORDER BY id",
    "identities": "SELECT to_jsonb(t) FROM identity AS t WHERE account_id = %(viewer)s ORDER BY provider",
    "personal_tokens": "SELECT to_jsonb(t) - 'hash' FROM personal_token AS t WHERE account_id = %(viewer)s ORDER BY id",
    "standing": "SELECT to_jsonb(s) FROM standing AS s WHERE account_id = %(viewer)s",
    "sanctions": """
        SELECT to_jsonb(sanction) - 'version' - 'imposed_by' - 'decided_by' - 'due_at' FROM sanction
        WHERE account_id = %(viewer)s ORDER BY id""",
    "activity": "SELECT to_jsonb(activity) FROM activity WHERE account_id = %(viewer)s ORDER BY id",
}

_AT_ONCE: Final = 500


@frozen
class PostgresExportReads:
    """Each topic in a transaction and on a cursor of its own: nothing holds a connection for the whole archive."""

    unit_of_work: PostgresUnitOfWork

    @property
    def topics(self) -> tuple[str, ...]:
        """In the order of the archive."""
        return tuple(TOPICS)

    def rows(self, viewer: Actor, topic: str) -> Iterator[str]:
        """Read as they are asked for."""
        with self.unit_of_work() as work, work.transaction.connection.cursor("export") as cursor:
            cursor.itersize = _AT_ONCE
            statement = f"SELECT one::text FROM ({TOPICS[topic]}) AS topic (one)"  # noqa: S608  (a constant)
            cursor.execute(statement, {"viewer": viewer.id})
            for (row,) in cursor:
                yield row
