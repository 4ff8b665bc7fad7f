"""pgbench as a peer: the same transactions with the same arguments, in the same order.

Its script takes turns: one transaction reads the arguments of the next command into variables (which last as long as
the client), then comes the command. Only that counts; the log of pgbench tells them apart by their order.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from attrs import evolve, field, frozen
from sqlalchemy import make_url

from bench.tape import Spoken
from upclone.adapters.postgres.engine import conninfo

BEGINNING = 10
"""Commands of each client that don't count: a new connection plans and prepares anew."""

_SCRIPT = """\
\\if :reading
\\set reading 0
\\set number :number + 1
SELECT {columns} FROM bench.{table} WHERE round = :round AND client = :client_id AND number = :number \\gset
\\else
\\set reading 1
{statements}
\\endif
"""


@frozen
class Pgbench:
    """`program` on the database at `app_url`, as the application's role with the `session` settings that it has.
    `table` holds the arguments, in a schema of its own: nothing of upclone's is touched."""

    program: Path
    app_url: str
    owner_url: str
    session: dict[str, str] = field(factory=dict)
    table: str = "argument"

    def on(self, table: str) -> Pgbench:
        """The same for commands of another kind, whose arguments lie elsewhere."""
        return evolve(self, table=table)

    def _prepare(self, connection: psycopg.Connection[Any], sample: Spoken) -> None:
        columns = ", ".join(f"{name} text" for name in sample.values)
        connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS bench.{self.table} (round int, client int, number int, {columns},"
            " PRIMARY KEY (round, client, number))"
        )
        connection.execute("GRANT USAGE ON SCHEMA bench TO upclone_app")
        connection.execute(f"GRANT SELECT ON bench.{self.table} TO upclone_app")

    def run(self, round: int, clients: Sequence[Sequence[Spoken]]) -> list[float]:
        """Each client says its transactions, all at once; how long each took, in seconds."""
        first = clients[0][0]
        for each in (each for client in clients for each in client):
            assert each.script == first.script, "every command sends the same statements"
            assert _given(each) == _given(first), "an argument is NULL in every command or in none"
        with psycopg.connect(conninfo(self.owner_url)) as connection:
            self._prepare(connection, first)
            names = ("round", "client", "number", *first.values)
            with connection.cursor().copy(f"COPY bench.{self.table} ({', '.join(names)}) FROM STDIN") as copy:
                for client, spoken in enumerate(clients):
                    for number, each in enumerate(spoken):
                        copy.write_row((round, client, number, *each.values.values()))
            connection.execute(f"ANALYZE bench.{self.table}")
        with tempfile.TemporaryDirectory() as folder:
            return self._run(Path(folder), round, first, len(clients), len(clients[0]))

    def query(self, statement: str, times: int) -> list[float]:
        """One client asks it so many times and reads every row; how long each took, in seconds."""
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder, "query.sql")
            script.write_text(f"{statement.strip().rstrip(';')};\n")
            self._say(script, Path(folder), "-c", "1", "-t", str(times))
            return [int(line.split()[2]) / 1e6 for log in Path(folder).glob("log*") for line in log.open()]

    def _run(self, folder: Path, round: int, sample: Spoken, clients: int, each: int) -> list[float]:
        script = folder / "command.sql"
        script.write_text(
            _SCRIPT.format(
                # A variable that was never set is NULL; one that was read as NULL would be an empty text.
                columns=", ".join(_given(sample)),
                table=self.table,
                statements="\n".join(f"{statement};" for statement in sample.script),
            )
        )
        said = self._say(
            script,
            folder,
            *("-c", str(clients), "-j", str(clients), "-t", str(2 * each)),
            *("-D", "reading=1", "-D", "number=-1", "-D", f"round={round}"),
        )
        assert f"processed: {2 * each * clients}/{2 * each * clients}" in said, said
        return [time for times in _commands(folder).values() for time in times[BEGINNING:]]

    def _say(self, script: Path, folder: Path, *options: str) -> str:
        """Its words, with a log of the times beside."""
        url = make_url(self.app_url)
        log = ("-l", "--log-prefix", folder / "log")
        said = subprocess.run(
            [self.program, "-n", "-M", "prepared", "-f", script, *log, *options, url.database or ""],
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
        return said.stdout


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _given(spoken: Spoken) -> list[str]:
    return [name for name, value in spoken.values.items() if value is not None]


def _commands(folder: Path) -> dict[str, list[float]]:
    """Seconds that each client's commands took, in their order: every second line of the client."""
    lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for log in folder.glob("log*"):
        for line in log.read_text().splitlines():
            client, number, microseconds, *_ = line.split()
            lines[client].append((int(number), int(microseconds) / 1e6))
    return {client: [seconds for _, seconds in sorted(times)[1::2]] for client, times in lines.items()}
