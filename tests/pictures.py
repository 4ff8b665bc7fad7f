"""`make screenshots`: a picture of every page, in `build/screens/`: desktop by day, telephone by night, both languages.
`ONLY=admin` takes those with that in their name.

Also renews the table of pages in docs/screens.md.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.gallery import LOOKS, Scene
from tests.web_live import chromium, listening, program, signed_in
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.postgres.migrations import migrate

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "build" / "screens"
SCREENS: Final = ROOT / "docs" / "screens.md"
BEGIN, END = "<!-- pages -->", "<!-- end of pages -->"
SHAPES: Final = (
    ("desktop-en", "/en", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}),
    ("phone-fr", "/fr", {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "device_scale_factor": 2}),
)


def table() -> str:
    """The pages, as docs/screens.md lists them."""
    rows = [f"| `{look.shown_rule}` | {look.about} | {look.who} | `{look.name}` |" for look in LOOKS]
    return "\n".join(("| address | what | for | picture |", "|---|---|---|---|", *rows))


def renewed(text: str) -> str:
    """The document with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Look at everything, or at what is asked for."""
    command = argparse.ArgumentParser(prog="python -m tests.pictures", description=main.__doc__)
    command.add_argument("--only", default="", metavar="WORD", help="pages that have it in their name")
    wanted = [look for look in LOOKS if command.parse_args().only in look.name]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    SCREENS.write_text(renewed(SCREENS.read_text()))
    at = program()
    if at is None:
        sys.exit("There is no Chromium on this machine: install it first (Debian: apt install chromium).")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upclone-screens-") as folder:
        Path(folder).chmod(0o711)
        with (
            EmbeddedPostgres(Path(folder, "home")) as urls,
            chromium(at) as browser,
        ):
            migrate(urls.owner_url)
            with listening(urls, folder) as live:
                scene = Scene(live.world)
                places = [(look, look.at(scene)) for look in wanted]  # what is listed is there before anybody looks
                for name, prefix, shape in SHAPES:
                    contexts = {
                        who: signed_in(browser, live, scene.person(who), **shape)
                        for who in sorted({look.who for look in wanted})
                    }
                    for look, place in places:
                        page = contexts[look.who].new_page()
                        page.goto(f"{prefix}{place}", wait_until="load")
                        page.wait_for_timeout(100)
                        page.screenshot(path=TARGET / f"{look.name}.{name}.png", full_page=True)
                        page.close()
                        print(f"{name}  {look.name}", flush=True)


if __name__ == "__main__":
    main()
