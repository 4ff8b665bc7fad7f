"""Reading an archive back: everything is checked before anything is touched, and again afterwards."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final

from upclone.adapters.archive.database import SCHEMAS, ArchiveFailed, Database, sums
from upclone.adapters.archive.manifest import DUMP, FILES, MANIFEST, Manifest, measured

# The application's role is made here where it is missing and we may, as in the first migration.
_BEFORE: Final = f"""
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS {", ".join(SCHEMAS)} CASCADE;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        CREATE ROLE upclone_app NOLOGIN;
    END IF;
END
$$;
"""

# What initdb gives to public, and a dump without owners does not tell.
_AFTER: Final = """
ALTER SCHEMA public OWNER TO pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class NotEmpty(RuntimeError):
    """There is something that a restore would replace."""


def restore(source: Path, database: Database, files: Path, *, replace: bool) -> Manifest:
    """Put database and files back as the archive has them.

    Raises ArchiveFailed for an archive that is not whole, before anything is touched; NotEmpty where there is
    something and `replace` is False. The database changes in one transaction, the files after it.
    """
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as folder:
        manifest = unpacked(source, Path(folder))
        if not replace and not (database.is_empty() and not any(files.rglob("*"))):
            raise NotEmpty("there are data already; --replace puts the archive in their place")
        _rebuild(database, Path(folder))
        with database.connect() as connection:
            if sums(connection) != manifest.ledger:
                raise ArchiveFailed("the restored ledger has other sums than the archive's manifest")
        if files.exists():
            shutil.rmtree(files)
        unpacked_files = Path(folder, FILES)
        if unpacked_files.exists():
            unpacked_files.rename(files)
    return manifest


def unpacked(source: Path, folder: Path) -> Manifest:
    """The archive's members in `folder`, as the manifest says. Raises ArchiveFailed naming the first that isn't."""
    try:
        with tarfile.open(source) as archive:
            head = archive.extractfile(MANIFEST)
            if head is None:
                raise ArchiveFailed(f"{source} has no manifest")
            manifest = Manifest.read(head.read())
            for member in manifest.members:
                _extract(archive, member.name, folder)
                if measured(folder / member.name, member.name) != member:
                    raise ArchiveFailed(f"{member.name} is not what the manifest says: the archive was altered")
    except (tarfile.TarError, KeyError, ValueError, EOFError) as wrong:
        raise ArchiveFailed(f"{source} is no whole archive: {wrong}") from wrong
    if DUMP not in {member.name for member in manifest.members}:
        raise ArchiveFailed(f"{source} has no {DUMP}")
    return manifest


def _extract(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    """One member, under its own name below `folder` and nowhere else."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (name != DUMP and path.parts[0] != FILES):
        raise ArchiveFailed(f"{name} has no place in an archive")
    content = archive.extractfile(name)
    if content is None:
        raise ArchiveFailed(f"{name} is no file")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _rebuild(database: Database, folder: Path) -> None:
    before, middle, after = (folder / f"{number}.sql" for number in range(3))
    before.write_text(_BEFORE)
    database.script(folder / DUMP, middle)
    after.write_text(_AFTER)
    database.run("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", before, "-f", middle, "-f", after)
