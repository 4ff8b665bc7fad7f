"""Logs go to standard error, as JSON lines."""

from __future__ import annotations

import logging
import sys


def to_stderr(level: str) -> None:
    """Everything from `level` on. Called once, by what runs on: `serve` and `worker`. Commands log nothing."""
    from upclone.entrypoints.api.logs import JsonLines

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
