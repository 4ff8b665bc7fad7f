"""The installed program, where only the library was installed."""

import subprocess
import sys
from pathlib import Path

import attr
import attrs

SRC = Path(__file__).parents[4] / "src"
# Without site-packages: the standard library, our sources, and a folder that holds attrs alone.
RUN = "import sys; sys.path[1:1] = {paths!r}; from upclone.entrypoints.cli.program import main; main()"


def test_without_the_server_it_says_what_to_install(tmp_path: Path):
    """`pip install upclone` brings attrs alone, and the command with it: a hint, exit code 1, and no traceback."""
    for package in (attr, attrs):
        found = Path(package.__file__).parent
        (tmp_path / found.name).symlink_to(found)
    code = RUN.format(paths=[str(SRC), str(tmp_path)])
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", code, "--help"], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("upclone: click is not installed.")
    assert "pip install 'upclone[server]'" in ran.stderr
    assert "Traceback" not in ran.stderr
