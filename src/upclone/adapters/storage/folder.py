"""Content in a folder of this machine. What has its name is whole: it was synced before it was named."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from upclone.adapters.storage.keys import PIECE, checked
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import NotFound

DRAFT: Final = ".draft-"
"""How names begin that are no content yet; a backup leaves them out."""


@frozen
class FolderStorage:
    """`<folder>/ab/cd/abcd…`, readable by its owner only."""

    folder: Path

    def put(self, content: BinaryIO) -> str:
        """Keep what is left to read of `content`; its key."""
        with _named():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=self.folder, prefix=DRAFT)  # readable by its owner only
            try:
                with os.fdopen(descriptor, "wb") as file:
                    key = _copied(content, file)
                path = self._path(key)
                for folder in (path.parent.parent, path.parent):
                    folder.mkdir(mode=0o700, exist_ok=True)
                Path(draft).replace(path)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(draft)
                raise
            for folder in (path.parent, path.parent.parent, self.folder):
                _sync(folder)
        return key

    def open(self, key: str) -> BinaryIO:
        """The content. Raises NotFound."""
        with _named():
            try:
                return self._path(key).open("rb")
            except FileNotFoundError:
                raise NotFound("content", key) from None

    def delete(self, key: str) -> None:
        """Keep it no longer."""
        with _named():
            self._path(key).unlink(missing_ok=True)

    def check(self) -> None:
        """Whether the folder, or the one that it will lie in, can be written to."""
        with _named():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def _path(self, key: str) -> Path:
        return self.folder / checked(key)[:2] / key[2:4] / key


def _copied(content: BinaryIO, file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    """A name is as durable as its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _named() -> Iterator[None]:
    """A full or broken disk is a store that can't do it now."""
    try:
        yield
    except OSError as failure:
        raise StoreUnavailable(f"the files' folder: {failure.strerror or failure}") from failure
