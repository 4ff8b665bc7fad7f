"""A process that dies at any commit boundary leaves nothing half done: the next one finishes, once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.databases import ROOT
from upclone.adapters.embedded import Urls

BOUNDARIES = {"funding": 8, "release": 4, "refund": 8, "payout": 8}
"""What each flow has at least: its own transaction, and those of what follows, each with two boundaries."""


@pytest.mark.slow
@pytest.mark.parametrize("flow", BOUNDARIES)
def test_dying_anywhere_is_survivable(own_database: Urls, flow: str):
    """Killed at each boundary in turn: nothing acknowledged is lost, the gateway did everything once, all settles."""
    command = [sys.executable, "-m", "tests.crash_driver", own_database.app_url, flow]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= BOUNDARIES[flow]
