"""Quotas: how often something may be tried, so that guessing and flooding cost more than they bring."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Quota(StrEnum):
    """What is counted, and by what. docs/operating.md says how many each has."""

    SIGN_IN = "sign_in"  # wrong passwords, by the account's address and the client's together
    SIGN_IN_ACCOUNT = "sign_in_account"  # wrong passwords, by the account's address
    SIGN_IN_CLIENT = "sign_in_client"  # wrong passwords, by the client's address
    CODE = "code"  # wrong codes of the second factor, by account
    SIGN_UP = "sign_up"  # by the client's address
    LETTERS = "letters"  # letters with links that anybody can ask for, by purpose and the address that they go to
    LETTERS_CLIENT = "letters_client"  # the same, by the client's address
    LINKS = "links"  # links that are tried, by the client's address
    REFRESH = "refresh"  # by the client's address
    SEARCH = "search"  # by account, or by the client's address
    PROPOSALS = "proposals"  # by account


class Quotas(Protocol):
    """Counts within windows of time."""

    def take(self, quota: Quota, *of: str) -> None:
        """Count one, of all these together. Raises TooMany where there is none left."""
        ...

    def give_back(self, quota: Quota, *of: str) -> None:
        """Count one less: it was no wrong guess after all."""
        ...

    def forget(self, quota: Quota, *of: str) -> None:
        """Begin to count anew."""
        ...

    def same_client(self, address: str, other: str) -> bool:
        """Whether both are counted as one client."""
        ...
