"""The installed program. It imports nothing but the standard library until it knows that the rest is there."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Exits with 1 and a hint where the packages of `upclone[server]` are missing."""
    try:
        from upclone.entrypoints.cli.main import upclone

        upclone(prog_name="upclone")
    except ModuleNotFoundError as missing:
        if (missing.name or "upclone").partition(".")[0] == "upclone":
            raise
        sys.exit(
            f"upclone: {missing.name} is not installed. The command line and the server come with\n"
            "    pip install 'upclone[server]'\n"
            "`pip install upclone` alone brings the library: import upclone.domain."
        )
