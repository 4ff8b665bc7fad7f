"""What an archive says about itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
FILES: Final = "files"


@frozen
class Member:
    """A file of the archive: its name there, SHA-256 in hex, size in bytes."""

    name: str
    sha256: str
    size: int


@frozen
class Sum:
    """All that the ledger's accounts of one kind hold in one currency, in minor units, over so many lines."""

    kind: str
    currency: str
    amount_minor: int
    lines: int


@frozen
class Manifest:
    """`made_at` is UTC in ISO 8601, `revision` the schema's."""

    format: int
    made_at: str
    upclone: str
    revision: str
    members: tuple[Member, ...]
    ledger: tuple[Sum, ...]

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def read(cls, text: str | bytes) -> Manifest:
        """The reverse of `text`. Raises ValueError for what is no manifest of this format."""
        try:
            said: dict[str, Any] = json.loads(text)
            if said["format"] != FORMAT:
                raise ValueError(f"the archive has format {said['format']}, this upclone reads {FORMAT}")
            members = tuple(Member(**member) for member in said.pop("members"))
            ledger = tuple(Sum(**row) for row in said.pop("ledger"))
            return cls(members=members, ledger=ledger, **said)
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError(f"the manifest can't be read: {wrong}") from wrong


def measured(path: Path, name: str) -> Member:
    """The member that a file on disk makes."""
    with path.open("rb") as file:
        return Member(name, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
