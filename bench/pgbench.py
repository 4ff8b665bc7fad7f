"""pgbench as a peer: the same transactions with the same arguments, in the same order.

Its script takes turns: one transaction reads the arguments of the next release into variables (which last as long as
the client), the other one is the release. Only the second counts; the log of pgbench tells them apart by their order.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import psycopg
from attrs import field, frozen
from sqlalchemy import make_url

from bench.tape import Spoken
from upclone.adapters.postgres.engine import conninfo

BEGINNING = 10
"""Releases of each client that don't count: a new connection plans and prepares anew."""

_SCRIPT = """\
\\if :reading
\\set reading 0
\\set number :number + 1
SELECT {columns} FROM bench.argument WHERE round = :round AND client = :client_id AND number = :number \\gset
\\else
\\set reading 1
BEGIN;
{statements}
COMMIT;
\\endif
"""


@frozen
class Pgbench:
    """`program` on the database at `app_url`, as the application's role with the `session` settings that it has."""

    program: Path
    app_url: str
    owner_url: str
    session: dict[str, str] = field(factory=dict)

    def prepare(self, sample: Spoken) -> None:
        """Where the arguments lie. A schema of its own: nothing of upclone's is touched."""
        columns = ", ".join(f"{name} text" for name in sample.values)
        with psycopg.connect(conninfo(self.owner_url)) as connection:
            connection.execute("CREATE SCHEMA bench")
            connection.execute(
                f"CREATE TABLE bench.argument (round int, client int, number int, {columns},"
                " PRIMARY KEY (round, client, number))"
            )
            connection.execute("GRANT USAGE ON SCHEMA bench TO upclone_app")
            connection.execute("GRANT SELECT ON bench.argument TO upclone_app")

    def run(self, round: int, clients: Sequence[Sequence[Spoken]]) -> list[float]:
        """Each client says its transactions, all at once; how long each took, in seconds."""
        first = clients[0][0]
        for each in (each for client in clients for each in client):
            assert each.script == first.script, "every release sends the same statements"
            assert _given(each) == _given(first), "an argument is NULL in every release or in none"
        with psycopg.connect(conninfo(self.owner_url)) as connection:
            names = ("round", "client", "number", *first.values)
            with connection.cursor().copy(f"COPY bench.argument ({', '.join(names)}) FROM STDIN") as copy:
                for client, spoken in enumerate(clients):
                    for number, each in enumerate(spoken):
                        copy.write_row((round, client, number, *each.values.values()))
            connection.execute("ANALYZE bench.argument")
        with tempfile.TemporaryDirectory() as folder:
            return self._run(Path(folder), round, first, len(clients), len(clients[0]))

    def _run(self, folder: Path, round: int, sample: Spoken, clients: int, each: int) -> list[float]:
        script = folder / "release.sql"
        script.write_text(
            _SCRIPT.format(
                # A variable that was never set is NULL; one that was read as NULL would be an empty text.
                columns=", ".join(_given(sample)),
                statements="\n".join(f"{statement};" for statement in sample.script),
            )
        )
        url = make_url(self.app_url)
        said = subprocess.run(
            [
                *(self.program, "-n", "-M", "prepared", "-f", script, "-c", str(clients), "-j", str(clients)),
                *("-t", str(2 * each), "-l", "--log-prefix", folder / "log"),
                *("-D", "reading=1", "-D", "number=-1", "-D", f"round={round}", url.database or ""),
            ],
            env={
                **os.environ,
                "PGHOST": str(url.query["host"]),
                "PGUSER": url.username or "",
                "PGPASSWORD": str(url.password),
                "PGOPTIONS": " ".join(f"-c {name}={_escaped(value)}" for name, value in self.session.items()),
                "PGAPPNAME": "pgbench",
            },
            capture_output=True,
            text=True,
        )
        assert said.returncode == 0, said.stderr
        assert f"processed: {2 * each * clients}/{2 * each * clients}" in said.stdout, said.stdout
        return [time for times in _releases(folder).values() for time in times[BEGINNING:]]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _given(spoken: Spoken) -> list[str]:
    return [name for name, value in spoken.values.items() if value is not None]


def _releases(folder: Path) -> dict[str, list[float]]:
    """Seconds that each client's releases took, in their order: every second line of the client."""
    lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for log in folder.glob("log*"):
        for line in log.read_text().splitlines():
            client, number, microseconds, *_ = line.split()
            lines[client].append((int(number), int(microseconds) / 1e6))
    return {client: [seconds for _, seconds in sorted(times)[1::2]] for client, times in lines.items()}
