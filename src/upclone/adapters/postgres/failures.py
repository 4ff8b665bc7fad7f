"""What the database can fail at, in the ports' words, and the few failures after which trying again is right."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from upclone.application.ports.store import StoreUnavailable

Result = TypeVar("Result")

TRIES: Final = 3
_PAUSE: Final = 0.02  # seconds; the other transaction is at its end

_AGAIN: Final = (errors.SerializationFailure, errors.DeadlockDetected)
_BUSY: Final = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.TooManyConnections,
    errors.IdleInTransactionSessionTimeout,
)


def translated(failure: Exception, committing: bool) -> StoreUnavailable | None:
    """The failure as the ports know it; None for one that is not the database's state but somebody's mistake."""
    if isinstance(failure, DBAPIError) and isinstance(failure.orig, psycopg.Error):
        failure = failure.orig
    if isinstance(failure, _AGAIN):
        return StoreUnavailable("Two transactions stood in each other's way.", again=True)
    if isinstance(failure, _BUSY):
        return StoreUnavailable("The database did not answer in time.")
    if isinstance(failure, PoolTimeout):
        return StoreUnavailable("All connections to the database are in use.")
    if isinstance(failure, psycopg.OperationalError | psycopg.InterfaceError):
        return StoreUnavailable("The database can't be reached.", again=not committing, unknown=committing)
    return None


def retrying(call: Callable[[], Result]) -> Result:
    """`call()`, tried again where that is certain to be harmless: up to three times. Raises StoreUnavailable."""
    for attempt in range(1, TRIES):
        try:
            return call()
        except StoreUnavailable as failure:
            if not failure.again:
                raise
            time.sleep(_PAUSE * attempt)
    return call()
