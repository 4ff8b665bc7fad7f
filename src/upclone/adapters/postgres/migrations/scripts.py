"""SQL scripts that lie beside a step, in a folder of its name."""

from __future__ import annotations

from pathlib import Path

from alembic import op


def run_all(step: str) -> None:
    """Every script of the step's folder, by name. The driver's own connection takes them as they are, percent signs
    and all."""
    folder = Path(__file__).with_name("versions") / f"m{step}"
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    for script in sorted(folder.glob("*.sql")):
        connection.execute(script.read_text())
