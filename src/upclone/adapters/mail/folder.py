"""Letters that stay here: one file each, for a demo and for whoever has no mail server yet."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

from attrs import frozen

from upclone.adapters.mail.message import Writer, digest, moment_of
from upclone.application.ports.mail import Kept, Letter
from upclone.domain.errors import NotFound

_NAME: Final = re.compile(r"\d{8}T\d{12}-[0-9a-f]{32}")


@frozen
class Folder:
    """The letters in a folder, as the one who looks after the marketplace reads them."""

    path: Path

    def letters(self) -> Iterator[Kept]:
        """All of them, the newest first; each is read when it is asked for."""
        found = (path.stem for path in self.path.glob("*.eml") if _NAME.fullmatch(path.stem))
        return map(self.read, sorted(found, reverse=True))

    def read(self, id: str) -> Kept:
        """One letter. Raises NotFound."""
        path = self.path / f"{id}.eml"
        if not _NAME.fullmatch(id) or not path.is_file():
            raise NotFound("letter", id)
        message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
        to, subject, language = message["To"], message["Subject"], message["Content-Language"]
        return Kept(id, moment_of(message), to, subject, _part(message, "plain"), str(path), language)


@frozen
class FolderMail:
    """Puts letters into a folder instead of a mailbox."""

    folder: Path
    writer: Writer

    def send(self, letter: Letter) -> None:
        """Write the file whole or not at all. One that is there already is left as it is."""
        message = self.writer.write(letter)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(self.folder.glob(f"*-{digest(letter)}.eml")):
            return
        name = f"{self.writer.clock.now():%Y%m%dT%H%M%S%f}-{digest(letter)}"
        unfinished = self.folder / f".{name}.{os.getpid()}"
        # Nobody else on this machine reads a link that opens an account.
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes())
        unfinished.replace(self.folder / f"{name}.eml")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None, "every letter has its text"
    text: str = part.get_content()
    return text.replace("\r\n", "\n")
