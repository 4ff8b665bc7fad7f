"""What is searched: a row an open public job, a row a listed freelancer, and the words that they are written with.

`doc` holds the stems of every word in English and in French, and the filters as lexemes with a prefix (`s:python`):
one index answers both. The columns are for exact bounds, for order, and for counting.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, Table, Text, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR

from upclone.adapters.postgres.metadata import METADATA, currency, one_of, text, texts, timestamp

KINDS = ("job", "freelancer")

JOB_SEARCH = Table(
    "job_search",
    METADATA,
    Column("id", Uuid, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("client_id", Uuid, nullable=False),
    timestamp("opened_at"),
    text("payment"),
    currency(),
    Column("budget_minor", BigInteger, nullable=False),
    Column("budget_from_minor", BigInteger, nullable=False),
    text("category"),
    texts("skills"),
    text("level", nullable=True),
    text("duration", nullable=True),
    text("language"),
    Column("latitude", Integer, nullable=True),
    Column("longitude", Integer, nullable=True),
    timestamp("apply_until", nullable=True),
    Column("client_rating", Integer, nullable=False, server_default="0"),
    Column("client_verified", Boolean, nullable=False, server_default=sql("false")),
    Column("doc", TSVECTOR, nullable=False),
    Index(None, "opened_at", "id"),
    Index(None, "currency", "budget_minor", "id"),
    Index(None, "client_id"),
    Index(None, "doc", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

FREELANCER_SEARCH = Table(
    "freelancer_search",
    METADATA,
    Column("id", Uuid, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("merit", Integer, nullable=False, server_default="0"),
    text("currency", nullable=True),
    Column("rate_minor", BigInteger, nullable=True),
    texts("categories"),
    texts("skills"),
    texts("languages"),
    text("level", nullable=True),
    Column("hours_per_week", Integer, nullable=True),
    Column("years", Integer, nullable=False),
    text("country"),
    Column("latitude", Integer, nullable=True),
    Column("longitude", Integer, nullable=True),
    Column("rating", Integer, nullable=False, server_default="0"),
    Column("doc", TSVECTOR, nullable=False),
    Index(None, "merit", "id"),
    Index(None, "currency", "rate_minor", "id"),
    Index(None, "doc", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

SEARCH_WORD = Table(
    "search_word",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    text("en", nullable=True),
    text("fr", nullable=True),
    Column("docs", BigInteger, nullable=False),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Index(None, "kind", "seq"),
    one_of("kind", KINDS),
)
