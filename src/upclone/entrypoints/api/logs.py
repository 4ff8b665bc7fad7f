"""Logs as JSON lines, one for each request, with the id that its answer carries."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import Final

from flask import Flask, Response, g, has_request_context, request

ACCESS: Final = logging.getLogger("upclone.access")
_PLAIN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One record, one line of JSON: time, level, logger, message, request id, and whatever came as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id", "")
        line.update({name: value for name, value in vars(record).items() if name not in _PLAIN})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _begin() -> None:
    g.began = time.perf_counter_ns()


def _end(response: Response) -> Response:
    # The rule, not the path: no ids of people or objects pile up as different lines.
    caller = g.get("caller")
    ACCESS.info(
        "%s %s",
        request.method,
        request.url_rule.rule if request.url_rule else "-",
        extra={
            "request_id": g.get("request_id", ""),
            "status": response.status_code,
            "microseconds": (time.perf_counter_ns() - g.get("began", time.perf_counter_ns())) // 1000,
            "account": str(caller.actor.id) if caller else None,
        },
    )
    return response


def install(app: Flask) -> None:
    """Write a line for each request."""
    app.before_request(_begin)
    app.after_request(_end)
