"""Writing what is searched, in the transaction that changes it, or many rows at a time.

`index_job` and `index_freelancer` are what repositories call after each save; `standing_changed` is for whoever keeps
people's ratings. A row is written again as a whole: nothing is patched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.search import documents
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.standing import PRIOR_REVIEWS, PRIOR_STARS
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.profiles import FreelancerProfile


@frozen
class Kind:
    """One of the two tables: its columns as they come in with a row, the expression of `doc`, and what the standing
    `s` of its owner adds."""

    name: str
    table: str
    columns: dict[str, str]
    words: tuple[str, ...]
    doc: str
    seen: dict[str, str]

    @property
    def owner(self) -> str:
        """The column that says whose it is."""
        return "client_id" if "client_id" in self.columns else "id"

    @property
    def declared(self) -> str:
        """The columns of a row on its way in, with their types."""
        texts = dict.fromkeys(self.words, "text")
        return ", ".join(f"{name} {type}" for name, type in {**self.columns, **texts, "tags": "text[]"}.items())

    def insert(self, source: str) -> str:
        """Write the rows of `source`, which is called r."""
        written = (*self.columns, *self.seen, "doc")
        updates = ", ".join(f"{name} = excluded.{name}" for name in written if name != "id")
        values = ", ".join((*(f"r.{name}" for name in self.columns), *self.seen.values()))
        return (
            f"INSERT INTO {self.table} ({', '.join(written)}) SELECT {values}, {self.doc} FROM {source} "  # noqa: S608
            f"LEFT JOIN standing AS s ON s.account_id = r.{self.owner} ON CONFLICT (id) DO UPDATE SET {updates}"
        )


# As domain/market/standing.py has it; a test holds the two against each other.
_RATING: Final = "coalesce(100 * s.stars / nullif(s.reviews, 0), 0)::integer"
_EXPECTED: Final = (
    f"({PRIOR_REVIEWS * PRIOR_STARS} + 100 * coalesce(s.stars, 0)) / ({PRIOR_REVIEWS} + coalesce(s.reviews, 0))"
)
_MERIT: Final = f"({_EXPECTED} * 10 + least(coalesce(s.completed, 0), 100))::integer"

JOBS: Final = Kind(
    "job",
    "job_search",
    {
        "id": "uuid",
        "client_id": "uuid",
        "opened_at": "timestamptz",
        "payment": "text",
        "currency": "text",
        "budget_minor": "bigint",
        "budget_from_minor": "bigint",
        "category": "text",
        "skills": "text[]",
        "level": "text",
        "duration": "text",
        "language": "text",
        "latitude": "integer",
        "longitude": "integer",
        "apply_until": "timestamptz",
    },
    ("title", "known", "body"),
    documents.JOB_DOC,
    {"client_rating": _RATING, "client_verified": "coalesce(s.verified, false)"},
)
FREELANCERS: Final = Kind(
    "freelancer",
    "freelancer_search",
    {
        "id": "uuid",
        "currency": "text",
        "rate_minor": "bigint",
        "categories": "text[]",
        "skills": "text[]",
        "languages": "text[]",
        "level": "text",
        "hours_per_week": "integer",
        "years": "integer",
        "country": "text",
        "latitude": "integer",
        "longitude": "integer",
    },
    ("name", "title", "known", "done", "body"),
    documents.FREELANCER_DOC,
    {"rating": _RATING, "merit": _MERIT},
)

_WRITE: Final = {
    kind.name: kind.insert(f"json_to_recordset(%(rows)s::json) AS r({kind.declared})") for kind in (JOBS, FREELANCERS)
}
_REMOVE: Final = {kind.name: f"DELETE FROM {kind.table} WHERE id = %(id)s" for kind in (JOBS, FREELANCERS)}  # noqa: S608

# Known words are left alone, so that two transactions wait for each other only over a word that is new to both; in
# the words' order, so that they never wait for each other both ways.
_LEARN: Final = """
INSERT INTO search_word (kind, word, en, fr, docs)
SELECT %(kind)s, new.word, (ts_lexize('pg_catalog.english_stem', new.word))[1],
    (ts_lexize('pg_catalog.french_stem', new.word))[1], new.docs
FROM unnest(%(words)s::text[], %(docs)s::bigint[]) AS new (word, docs)
WHERE NOT EXISTS (SELECT FROM search_word AS known WHERE known.kind = %(kind)s AND known.word = new.word)
ORDER BY new.word
ON CONFLICT DO NOTHING
"""
_RATE_CLIENT: Final = (
    "UPDATE job_search SET client_rating = %(rating)s, client_verified = %(verified)s WHERE client_id = %(id)s"
)
_RATE_FREELANCER: Final = "UPDATE freelancer_search SET rating = %(rating)s, merit = %(merit)s WHERE id = %(id)s"

_CLEAR: Final = {
    kind.name: f"""
DELETE FROM {kind.table} WHERE id > %(above)s AND (%(to)s::uuid IS NULL OR id <= %(to)s::uuid)
    AND id <> ALL (%(ids)s::uuid[])"""  # noqa: S608
    for kind in (JOBS, FREELANCERS)
}
_RECOUNT: Final = """
UPDATE search_word SET docs = coalesce(counted.docs, 0)
FROM search_word AS known LEFT JOIN unnest(%(words)s::text[], %(docs)s::bigint[]) AS counted (word, docs) USING (word)
WHERE known.kind = %(kind)s AND search_word.kind = known.kind AND search_word.word = known.word
"""

SHORTEST_WORD: Final = 3
LONGEST_WORD: Final = 30


def shown(job: Job) -> bool:
    """Whether searches may find it: open, and for everybody."""
    return job.state is State.OPEN and job.brief.visibility is Visibility.PUBLIC


def listed(account: Account, profile: FreelancerProfile) -> bool:
    """Whether searches may find a freelancer."""
    return profile.listed and AccountRole.FREELANCER in account.roles


def index_job(transaction: Transaction, job: Job) -> None:
    """Make searches find it as it is now, or no longer."""
    if shown(job):
        write(transaction, JOBS, [documents.job(job)])
    else:
        unindex(transaction, JOBS, job.id)


def index_freelancer(transaction: Transaction, account: Account, profile: FreelancerProfile) -> None:
    """The same of a freelancer: those who are listed. Whether they may act is asked when they are found."""
    if listed(account, profile):
        write(transaction, FREELANCERS, [documents.freelancer(account, profile)])
    else:
        unindex(transaction, FREELANCERS, profile.id)


def unindex(transaction: Transaction, kind: Kind, id: UUID) -> None:
    """Let no search find it."""
    transaction.run(_REMOVE[kind.name], {"id": id})


def standing_changed(transaction: Transaction, account_id: UUID, *, rating: int, merit: int, verified: bool) -> None:
    """What others think of somebody is something else now: `rating` in hundredths of a star (0: none yet), `merit`
    the order in which freelancers are listed, `verified` whether they have paid before."""
    facts = {"id": account_id, "rating": rating, "merit": merit, "verified": verified}
    transaction.run(_RATE_CLIENT, facts)
    transaction.run(_RATE_FREELANCER, facts)


def write(transaction: Transaction, kind: Kind, rows: Sequence[dict[str, Any]]) -> None:
    """Rows of `documents`, with the words that they bring."""
    transaction.run(_WRITE[kind.name], {"rows": json.dumps(rows, ensure_ascii=False)})
    learn(transaction, kind, (word for row in rows for word in documents.words(row)))


def replace(transaction: Transaction, kind: Kind, rows: Sequence[dict[str, Any]], above: UUID, to: UUID | None) -> None:
    """Let these be all rows with an id above `above`, up to `to`."""
    ids = {"ids": [row["id"] for row in rows], "above": above, "to": to}
    transaction.run(_CLEAR[kind.name], ids)
    if rows:
        write(transaction, kind, rows)


def recount(transaction: Transaction, kind: Kind, counts: Mapping[str, int]) -> None:
    """These are all words, each in so many documents."""
    known = {word: count for word, count in counts.items() if _is_word(word)}
    words = {"kind": kind.name, "words": list(known), "docs": list(known.values())}
    transaction.run(_LEARN, words)
    transaction.run(_RECOUNT, words)


def learn(transaction: Transaction, kind: Kind, words: Iterable[str]) -> None:
    """Know these words; each as often as it is among them."""
    counts: dict[str, int] = {}
    for word in words:
        if _is_word(word):
            counts[word] = counts.get(word, 0) + 1
    transaction.run(_LEARN, {"kind": kind.name, "words": list(counts), "docs": list(counts.values())})


def _is_word(word: str) -> bool:
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()
