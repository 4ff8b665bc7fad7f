"""Files that nothing holds, and content that no file names: removed after a day, each under its lock.

A row that somebody is about to use is locked by `owned`, and skipped here. Content lies on for a day after its last
file, so that a backup of the database, and then of the files, is whole.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen
from sqlalchemy import bindparam, delete, not_, select

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people.files import FILE
from upclone.adapters.postgres.reads.uses import in_use
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.files import Storage
from upclone.application.ports.system import Clock
from upclone.domain.people.files import UNUSED_FOR

BATCH: Final = 200

_LOCK_FILES: Final = ready(
    select(FILE.c.id)
    .where(FILE.c.created_at < bindparam("before"), not_(in_use()))
    .order_by(FILE.c.created_at)
    .limit(bindparam("most"))
    .with_for_update(of=FILE, skip_locked=True)
)
# Asked again under the lock, in a statement of its own: it sees what was committed meanwhile.
_DROP_FILE: Final = ready(
    delete(FILE).where(FILE.c.id == bindparam("id"), not_(in_use())).returning(FILE.c.sha256, FILE.c.thumbnails)
)
_KEEP_A_DAY: Final = "UPDATE content SET wanted_at = greatest(wanted_at, %(now)s) WHERE key = ANY(%(keys)s::text[])"
_UNNAMED: Final = (
    "NOT EXISTS (SELECT FROM file WHERE file.sha256 = content.key) "
    "AND NOT EXISTS (SELECT FROM file WHERE file.thumbnails @> ARRAY[content.key])"
)
_LOCK_CONTENT: Final = f"""
SELECT key FROM content WHERE wanted_at < %(before)s AND key > %(after)s AND {_UNNAMED}
ORDER BY key LIMIT 1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608  (constants)
_DROP_CONTENT: Final = f"DELETE FROM content WHERE key = %(key)s AND {_UNNAMED}"  # noqa: S608  (constants)


@frozen
class Unused:
    """What can go."""

    unit_of_work: PostgresUnitOfWork
    clock: Clock
    storage: Storage

    def purge(self) -> int:
        """Remove it; how many files and contents went."""
        gone = 0
        while dropped := self._drop_files():
            gone += dropped
        after = ""
        while key := self._drop_content(after):
            gone, after = gone + 1, key
        return gone

    def _drop_files(self) -> int:
        now = self.clock.now()
        with self.unit_of_work() as work:
            transaction = work.transaction
            found = transaction.all(_LOCK_FILES, {"before": now - UNUSED_FOR, "most": BATCH})
            rows = [row for (id,) in found if (row := transaction.one(_DROP_FILE, {"id": id}))]
            keys = sorted({key for sha256, thumbnails in rows for key in (sha256, *thumbnails)})
            transaction.run(_KEEP_A_DAY, {"keys": keys, "now": now})
        return len(rows)

    def _drop_content(self, after: str) -> str | None:
        """One content, deleted while its row is locked: who uploads the same meanwhile waits, and puts it again."""
        before = self.clock.now() - UNUSED_FOR
        with self.unit_of_work() as work:
            row = work.transaction.one(_LOCK_CONTENT, {"before": before, "after": after})
            if row is None:
                return None
            if work.transaction.run(_DROP_CONTENT, {"key": row[0]}):
                self.storage.delete(row[0])
        return str(row[0])
