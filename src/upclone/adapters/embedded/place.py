"""Where a cluster lies and the passwords to it: decided once per home, then read back."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import quote

from attrs import asdict, frozen

from upclone.adapters.embedded.account import Account, EmbeddedFailed
from upclone.adapters.embedded.binaries import SHARED

OWNER, APP, DATABASE = "upclone_owner", "upclone_app", "upclone"
STORED = "server.json"
LONGEST_SOCKET_FOLDER = 85  # a socket's path may have 103 bytes on macOS, 107 on Linux, and `/.s.PGSQL.5432` is ours


@frozen
class Urls:
    """SQLAlchemy addresses over the Unix socket: the owner migrates, the application works."""

    owner_url: str
    app_url: str


@frozen
class Place:
    """The folder is stored, not computed anew: closing a parent folder later must not make a cluster vanish."""

    folder: str
    owner_password: str
    app_password: str

    @property
    def data(self) -> Path:
        return Path(self.folder, "data")

    @property
    def log(self) -> Path:
        return Path(self.folder, "server.log")

    @property
    def socket(self) -> Path:
        """Beside the data, or in /tmp under a name of its own where that path is too long for a socket."""
        near = Path(self.folder, "run")
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        return Path("/tmp", f"upclone-{_short_hash(self.folder)}")  # noqa: S108  (private, owner checked in own_folder)

    @property
    def socket_file(self) -> Path:
        return self.socket / ".s.PGSQL.5432"

    @property
    def urls(self) -> Urls:
        where = f"@/{DATABASE}?host={quote(str(self.socket), safe='')}"
        owner, app = f"{OWNER}:{self.owner_password}", f"{APP}:{self.app_password}"
        return Urls(f"postgresql+psycopg://{owner}{where}", f"postgresql+psycopg://{app}{where}")


def choose_place(home: Path, account: Account) -> Place:
    """The place that this home has, decided and stored now if it has none, with its folders. Call it under the lock."""
    stored = home / STORED
    if not stored.exists():
        folder = home / "postgres" if account.reaches(home) else SHARED / _short_hash(str(home))
        place = Place(str(folder), secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        write_private(stored, json.dumps(asdict(place), indent=2))
    place = read_place(home)
    Path(place.folder).parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    account.own_folder(Path(place.folder))
    account.own_folder(place.socket)
    return place


def read_place(home: Path) -> Place:
    try:
        return Place(**json.loads((home / STORED).read_text()))
    except FileNotFoundError as missing:
        raise EmbeddedFailed(f"{home} has no embedded PostgreSQL yet") from missing


def write_private(path: Path, text: str) -> None:
    """All or nothing, readable by the owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
