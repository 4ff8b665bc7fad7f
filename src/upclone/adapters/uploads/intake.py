"""The one door: whatever is taken is a picture made anew, or a document whose structure holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from threading import BoundedSemaphore
from typing import BinaryIO, Final

from attrs import evolve, field, frozen

from upclone.adapters.uploads import archives, kinds, pdfs, texts
from upclone.adapters.uploads.kinds import Kind, measured
from upclone.application.ports.files import Prepared
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.people.files import safe_name

AT_ONCE: Final = 2
"""Pictures that one process unpacks at the same time: each takes up to 200 MiB while it lasts."""

PATIENCE: Final = 8.0
"""Seconds that an upload waits for its turn."""

_CHECKS: Final[Mapping[Kind, Callable[[BinaryIO], tuple[str, str]]]] = {
    Kind.PDF: pdfs.checked,
    Kind.ZIP: archives.checked,
    Kind.OLE: archives.checked_old,
}


@frozen
class UploadIntake:
    """An Intake that looks at the bytes."""

    _turns: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE), init=False)

    @contextmanager
    def prepare(self, name: str, content: BinaryIO) -> Iterator[Prepared]:
        """What is kept of it. Raises Invalid("file", …)."""
        kind = kinds.of(content)
        if kind in kinds.PICTURES:
            prepared = self._picture(kind, content)
        else:
            check = _CHECKS.get(kind)
            suffix = PurePosixPath(name).suffix.lower()
            media_type, extension = check(content) if check else texts.checked(content, suffix)
            content.seek(0)
            sha256, size = measured(content)
            prepared = Prepared(extension, media_type, size, sha256, content)
        yield evolve(prepared, name=safe_name(name, prepared.name))

    def _picture(self, kind: Kind, content: BinaryIO) -> Prepared:
        from upclone.adapters.uploads import pictures  # the library takes its time to import, and most never need it

        if not self._turns.acquire(timeout=PATIENCE):
            raise StoreUnavailable("many pictures are being read: try again")
        try:
            made = pictures.remade(kind, content)
        finally:
            self._turns.release()
        sha256, size = measured(made.content)
        smaller = tuple((measured(each)[0], each) for each in made.thumbnails)
        return Prepared(made.extension, made.media_type, size, sha256, made.content, made.width, made.height, smaller)
