"""Letters to people: what is said, to whom. Which words say it, and on which way they travel, is the adapter's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from attrs import field, frozen


class LetterKind(StrEnum):
    """What a letter is about: the name of its templates, in each language."""

    WELCOME = "welcome"
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (the name of a letter)
    CHANGE_EMAIL = "change_email"
    EMAIL_CHANGED = "email_changed"
    EMAIL_RESTORED = "email_restored"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    SIGN_IN_LINKED = "sign_in_linked"
    SIGN_IN_UNLINKED = "sign_in_unlinked"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_BANNED = "account_banned"
    ACCOUNT_REINSTATED = "account_reinstated"
    SANCTION_DECIDED = "sanction_decided"
    LEAVING = "leaving"
    JOB_REJECTED = "job_rejected"
    SAVED_SEARCH = "saved_search"
    PAYOUT_METHOD_ADDED = "payout_method_added"
    HOURS_CHARGE_FAILED = "hours_charge_failed"
    HOURS_CHARGE_WAITS = "hours_charge_waits"
    MONEY_WITHHELD = "money_withheld"
    MONEY_LET_GO = "money_let_go"
    BOOKS_UNREAD = "books_unread"
    NEWS = "news"
    DIGEST = "digest"


FACTS: Final[Mapping[LetterKind, frozenset[str]]] = {
    LetterKind.WELCOME: frozenset({"name", "link"}),
    LetterKind.VERIFY_EMAIL: frozenset({"name", "link", "code", "expires_at"}),
    LetterKind.RESET_PASSWORD: frozenset({"name", "link", "code", "expires_at"}),
    LetterKind.CHANGE_EMAIL: frozenset({"name", "link", "code", "expires_at"}),  # to the new address
    # To the old address, which is not told the new one; the link undoes it.
    LetterKind.EMAIL_CHANGED: frozenset({"name", "link", "code", "expires_at", "at"}),
    LetterKind.EMAIL_RESTORED: frozenset({"name", "link", "at"}),
    LetterKind.PASSWORD_CHANGED: frozenset({"name", "at"}),
    LetterKind.SECOND_FACTOR_CHANGED: frozenset({"name", "change", "left", "at"}),
    LetterKind.SIGN_IN_LINKED: frozenset({"name", "provider", "at"}),
    LetterKind.SIGN_IN_UNLINKED: frozenset({"name", "provider", "at"}),
    LetterKind.ACCOUNT_SUSPENDED: frozenset({"name", "reason", "until"}),  # until: "" for no end
    LetterKind.ACCOUNT_BANNED: frozenset({"name", "reason"}),
    LetterKind.ACCOUNT_REINSTATED: frozenset({"name", "link"}),
    LetterKind.SANCTION_DECIDED: frozenset({"name", "decision", "reason"}),  # decision: upheld, lifted
    LetterKind.LEAVING: frozenset({"name", "until"}),
    LetterKind.JOB_REJECTED: frozenset({"name", "title", "reason", "link"}),
    LetterKind.SAVED_SEARCH: frozenset({"name", "search", "link", "unsubscribe"}),
    # until: "" where it can be used at once
    LetterKind.PAYOUT_METHOD_ADDED: frozenset({"name", "provider", "method", "at", "until", "link"}),
    LetterKind.HOURS_CHARGE_FAILED: frozenset({"name", "title", "reason", "link"}),
    LetterKind.HOURS_CHARGE_WAITS: frozenset({"name", "title", "amount", "link"}),
    LetterKind.MONEY_WITHHELD: frozenset({"name", "title", "amount", "reason", "at"}),
    LetterKind.BOOKS_UNREAD: frozenset({"name", "gateway", "reason", "at"}),  # to operators
    LetterKind.MONEY_LET_GO: frozenset({"name", "title", "amount", "reason", "at"}),
    # What happened stands in the items, whose titles are names of events; unsubscribe: "" where nobody can
    LetterKind.NEWS: frozenset({"name", "title", "count", "link", "settings", "unsubscribe"}),
    LetterKind.DIGEST: frozenset({"name", "count", "link", "settings", "unsubscribe"}),
}
"""What each kind says: exactly these facts. Names ending in `at`, and `until`, are ISO 8601 in UTC, and `amount` is as
Money says itself; each letter writes them as its language does. `link` opens a page; `code` is the same proof, to paste
where there is no page."""


@frozen
class Item:
    """One line of a list in a letter: what it is called, what is to be said of it, where it is. Of news, `title` is the
    name of an event, for which the adapter has words. ` · ` divides the facts of `line`; an amount among them is as
    Money says itself, and the letter writes it as its language does."""

    title: str
    line: str
    link: str


@frozen
class Letter:
    """One letter to one address. `key` is the same whenever the same letter is sent again: it makes the Message-ID."""

    to: str
    language: str
    kind: LetterKind
    facts: Mapping[str, str] = field(repr=False)  # a code in a log is a door
    key: str
    items: tuple[Item, ...] = ()

    def __attrs_post_init__(self) -> None:
        assert set(self.facts) == FACTS[self.kind], f"{self.kind} says {sorted(FACTS[self.kind])}"
        assert self.key, "a letter that is sent again must be recognised"


class Mail(Protocol):
    """The way out for letters."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises MailAway (send it again later) or MailRefused (nobody will ever take it)."""
        ...


@frozen
class Kept:
    """A letter that stayed here. `id` is its file's name, without the ending; the newest has the greatest. `language`
    is that of its words."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    path: str
    language: str


class Mailbox(Protocol):
    """Letters that stayed here."""

    def letters(self) -> Iterator[Kept]:
        """All of them, the newest first; each is read when it is asked for."""
        ...

    def read(self, id: str) -> Kept:
        """One letter. Raises NotFound."""
        ...


@frozen
class MailAway(Exception):
    """The mail server can't take it now, for `reason`. Like MailRefused it ends in the jobs, never at an edge."""

    reason: str

    def __str__(self) -> str:
        return f"The mail server: {self.reason}"


@frozen
class MailRefused(Exception):
    """The mail server will not take it, whenever it is asked: `reason` is its word."""

    reason: str

    def __str__(self) -> str:
        return f"The mail server refuses: {self.reason}"
