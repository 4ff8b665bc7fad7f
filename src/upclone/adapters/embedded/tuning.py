"""How the server is set up: passed at start, not written to the cluster, so that an upgrade brings its own."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

SERVER: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "jit": "off",  # its start-up costs more than our queries
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_parameter_max_length_on_error": "0",  # what people typed does not belong in a log
}

# For tests: what a crash of the machine would lose is lost gladly. Commits stay synchronous: they reach the kernel
# before they are acknowledged, so killing the server loses nothing here either, and tests that kill it mean something.
FAST: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}


def options(socket: Path, fast: bool) -> str:
    """The text for `pg_ctl -o`, which a shell takes apart."""
    chosen = {**SERVER, **(FAST if fast else {}), "unix_socket_directories": str(socket)}
    return " ".join(shlex.quote(f"--{name}={value}") for name, value in chosen.items())
