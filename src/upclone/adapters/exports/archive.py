"""A ZIP archive of one's own data, written piece by piece: `data/<topic>.json`, `files/…`, and `manifest.json`, which
names every other member with its size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from attrs import frozen

from upclone.application.ports.files import Storage
from upclone.application.ports.system import Clock
from upclone.application.reads.export import SCHEMA, ExportReads
from upclone.domain.actors import Actor
from upclone.domain.errors import NotFound

MANIFEST: Final = "manifest.json"
FILES: Final = "files"
_PIECE: Final = 64 * 1024
_UNSAFE: Final = re.compile(r"[^\w.-]+")


@frozen
class ZipExports:
    """Writes archives."""

    reads: ExportReads
    storage: Storage
    clock: Clock

    def write(self, viewer: Actor, target: BinaryIO) -> None:
        """All topics, one's files and a manifest. Content that the storage has lost is named as missing."""
        made_at = self.clock.now()
        members: list[dict[str, Any]] = []
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            for topic in self.reads.topics:
                members.append(_member(archive, f"data/{topic}.json", _json(self.reads.rows(viewer, topic))))
            for row in self.reads.rows(viewer, FILES):
                members.append(self._file(archive, json.loads(row)))
            manifest = {
                "schema": SCHEMA,
                "account_id": str(viewer.id),
                "made_at": made_at.isoformat(),
                "members": members,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False))

    def _file(self, archive: zipfile.ZipFile, file: dict[str, Any]) -> dict[str, Any]:
        name = f"files/{file['id']}-{_UNSAFE.sub('_', file['name']).strip('.')[-100:]}"
        try:
            with self.storage.open(file["sha256"]) as content:
                return _member(archive, name, iter(lambda: content.read(_PIECE), b""))
        except NotFound:
            return {"name": name, "missing": True}


def _member(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    size, digest = 0, hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"name": name, "size": size, "sha256": digest.hexdigest()}


def _json(rows: Iterable[str]) -> Iterator[bytes]:
    """The rows as one JSON list."""
    yield b"["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n").encode() + row.encode()
    yield b"\n]\n"
