"""What the database can fail at, in the ports' words."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from upclone.application.ports.store import StoreUnavailable

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
