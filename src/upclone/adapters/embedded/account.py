"""The system account that PostgreSQL runs as, and how commands are run in its name."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

UNPRIVILEGED = ("postgres", "nobody")


class EmbeddedFailed(RuntimeError):
    """The embedded PostgreSQL did not do what it was asked; the message says what, and what its log says."""


@frozen
class Account:
    """Whoever started us, or an unprivileged account when that is root."""

    uid: int
    gid: int
    switched: bool

    @classmethod
    def current(cls) -> Account:
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), switched=False)
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, switched=True)
        raise EmbeddedFailed(
            "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it as"
        )

    def run(self, command: Sequence[str | Path], stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end, from `/` and without the caller's PG* variables. Output and errors come back as one text."""
        return subprocess.run(
            [str(part) for part in command],
            input=stdin,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
        )

    def reaches(self, folder: Path) -> bool:
        """Whether the account may pass through this folder: asked of the kernel, which knows ACLs and mounts too."""
        return not self.switched or self.run(["test", "-x", folder]).returncode == 0

    def runs(self, program: Path) -> bool:
        try:
            return self.run([program, "--version"]).returncode == 0
        except PermissionError:
            return False

    def write(self, path: Path, text: str) -> None:
        """A file that only the account may read."""
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            os.fchown(file.fileno(), self.uid, self.gid)
            file.write(text)

    def own_folder(self, folder: Path) -> None:
        """Make the folder private to the account. A link, or a folder of someone else, is refused rather than used."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            os.chown(folder, self.uid, self.gid)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != self.uid:
            raise EmbeddedFailed(
                f"{folder} belongs to user {found.st_uid}, not {self.uid}: remove it or choose another UPCLONE_HOME"
            )
        if found.st_mode & 0o077:
            folder.chmod(0o700)
