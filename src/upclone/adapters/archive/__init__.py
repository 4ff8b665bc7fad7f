"""Backups: the database and the files in one archive, with a manifest that says what must be in it.

An archive is a tar file: `manifest.json`, `database.dump` (pg_dump's own format, compressed), `files/…`. The manifest
has the SHA-256 and size of every member, and the ledger's sums as they were in the very snapshot that was dumped.
"""

from upclone.adapters.archive.database import ArchiveFailed, Database
from upclone.adapters.archive.manifest import Manifest
from upclone.adapters.archive.reading import NotEmpty, restore
from upclone.adapters.archive.writing import write

__all__ = ["ArchiveFailed", "Database", "Manifest", "NotEmpty", "restore", "write"]
