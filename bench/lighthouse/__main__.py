"""`make lighthouse`: Lighthouse's own scores for the landing page, the job search and a contract's room.

As on a telephone, with Lighthouse's slowed network and processor; the room is looked at by its client. Exit status 1
where a score is under what PROMISES ask for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tests.gallery import Scene
from tests.node_packages import NODE, installed
from tests.web_live import listening, program, session_cookie
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.postgres.migrations import migrate

HERE: Final = Path(__file__).parent
ASKED: Final = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 95}
FLAGS: Final = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"


def main() -> int:
    """Look at three pages."""
    at = program()
    if at is None:
        sys.exit("There is no Chromium on this machine: install it first (Debian: apt install chromium).")
    packages = installed(HERE, "lighthouse")
    missed = False
    print(f"{'page':<16}" + "".join(f"{name:>18}" for name in ASKED))
    with tempfile.TemporaryDirectory(prefix="upclone-lighthouse-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder, "home")) as urls:
            migrate(urls.owner_url)
            with listening(urls, folder) as live:
                scene = Scene(live.world)
                pages = {
                    "landing": "/",
                    "search": "/jobs" if scene.job else "",
                    "contract room": f"/contracts/{scene.room}",
                }
                for name, address in pages.items():
                    cookie = session_cookie(live, live.world.client) if name == "contract room" else ""
                    scores = _scores(packages, at, f"{live.base}{address}", cookie)
                    cells = [(scores[kind], wanted) for kind, wanted in ASKED.items() if not (cookie and kind == "seo")]
                    missed = missed or any(score < wanted for score, wanted in cells)
                    print(f"{name:<16}" + "".join(f"{score:>11} of {wanted:>3}" for score, wanted in cells), flush=True)
    return 1 if missed else 0


def _scores(packages: Path, at: str, address: str, cookie: str) -> dict[str, int]:
    headers = json.dumps({"Cookie": cookie}) if cookie else "{}"
    words = [
        NODE, packages / "node_modules" / "lighthouse" / "cli" / "index.js", address, "--output=json", "--quiet",
        f"--only-categories={','.join(ASKED)}", f"--chrome-flags={FLAGS}", f"--extra-headers={headers}",
    ]  # fmt: skip
    env = {**os.environ, "CHROME_PATH": at}
    ran = subprocess.run(words, env=env, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: Any = json.loads(ran.stdout)
    for audit in found["audits"].values():
        if (
            audit.get("score") is not None
            and audit["score"] < 0.9
            and audit["scoreDisplayMode"] in ("binary", "numeric")
        ):
            print(f"    {audit['id']}: {audit['title']} {audit.get('displayValue', '')}", file=sys.stderr)
    return {kind: round(found["categories"][kind]["score"] * 100) for kind in ASKED}


if __name__ == "__main__":
    sys.exit(main())
