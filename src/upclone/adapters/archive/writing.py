"""Writing an archive: one snapshot of the database, the files as they lie there."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from upclone.adapters.archive.database import SCHEMAS, Database, revision, sums
from upclone.adapters.archive.manifest import DUMP, FILES, FORMAT, MANIFEST, Manifest, measured


def write(target: Path, database: Database, files: Path) -> Manifest:
    """Write the archive, whole or not at all, readable by its owner only. Raises ArchiveFailed.

    What has a name that begins with a dot is a draft, and no file yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump, draft = Path(folder, DUMP), Path(folder, "archive")
        with database.connect() as connection:
            facts = _dumped(connection, database, dump)
        paths = sorted(path for path in files.rglob("[!.]*") if path.is_file() and not path.is_symlink())
        named = [(path, f"{FILES}/{path.relative_to(files).as_posix()}") for path in paths]
        members = tuple(measured(path, name) for path, name in [(dump, DUMP), *named])
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, made_at, version("upclone"), facts[0], members, facts[1])
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w") as archive:
                text = manifest.text().encode()
                head = tarfile.TarInfo(MANIFEST)
                head.size = len(text)
                archive.addfile(head, io.BytesIO(text))
                for path, name in [(dump, DUMP), *named]:
                    archive.add(path, name, recursive=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    return manifest


def _dumped(connection: psycopg.Connection[Any], database: Database, dump: Path) -> tuple[str, Any]:
    """Dump, and read the sums, in the same snapshot: what is written meanwhile is in neither."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    facts = revision(connection), sums(connection)
    database.run(
        "pg_dump", "-Fc", "--no-owner", *(f"--schema={name}" for name in SCHEMAS), f"--snapshot={row[0]}", "-f", dump
    )
    return facts
