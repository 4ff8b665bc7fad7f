"""The schema's history, and the way to its newest step.

All steps that are missing run in one transaction: a process killed on the way leaves the old schema. Several callers
at once are served one after the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from alembic.config import Config

_ONE_A_PROCESS: Final = Lock()  # Alembic's context is a module
_LOCK: Final = 0x75_70_63_6C_6F_6E_65  # "upclone"


def migrate(owner_url: str | URL) -> None:
    """Bring the database of this address, which its owner uses, to the newest schema."""
    from alembic import command

    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with _ONE_A_PROCESS, engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(_config(connection), "head")


@cache
def newest() -> str:
    """The name of the newest step, by its file `m<name>_<words>.py`: a start that has nothing to migrate is spared
    Alembic, a third of a second."""
    return max(path.stem[1:].split("_")[0] for path in Path(__file__).with_name("versions").glob("m*_*.py"))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", Path(__file__).parent.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
