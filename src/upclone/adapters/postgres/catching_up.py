"""The jobs of a time that is told and not lived: run in this thread, in the order of their times, by the story's
clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import make_url

from upclone.adapters.postgres.deferring import FIRE_DEADLINE, NOTICE, REACT
from upclone.adapters.postgres.jobs import Tasks
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.gateways import Notice, Operation
from upclone.application.reactions.listening import ANSWER_BANK, CALL_GATEWAY, LETTER, NOTE, NOTIFY, STAND

TOGETHER: Final = frozenset({NOTIFY, LETTER, NOTE, STAND})
"""Reactions that only write here: many of them are done in one transaction."""

CALLS: Final = frozenset({CALL_GATEWAY, ANSWER_BANK})
BATCH: Final = 200

_WAITING: Final = """
SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL
ORDER BY id LIMIT %(most)s
"""
_DUE: Final = """
SELECT id, task_name, args, scheduled_at FROM procrastinate_jobs
WHERE status = 'todo' AND scheduled_at <= %(until)s ORDER BY scheduled_at, id LIMIT 1
"""
_DONE: Final = "DELETE FROM procrastinate_jobs WHERE id = ANY (%(ids)s)"

Job = tuple[int, str, Mapping[str, Any]]


def hurried(url: str) -> str:
    """The same database, whose commits wait for no disk: a power cut may take the last ones, and nothing else."""
    hurry = make_url(url).update_query_dict({"options": "-c synchronous_commit=off"})
    return hurry.render_as_string(hide_password=False)


@frozen
class CatchingUp:
    """Nobody else may work on the jobs meanwhile: what fails here raises. `ahead` is how far the application's clock
    is ahead of the times that jobs are set to."""

    unit_of_work: PostgresUnitOfWork
    tasks: Tasks
    ahead: timedelta

    def waiting(self) -> int:
        """Run what is to be done at once, and what follows from it; how often a gateway had to do with it."""
        called = 0
        while jobs := self._asked(_WAITING, {"most": BATCH}):
            self._run_all(jobs)
            called += sum(job[1] == NOTICE or job[2].get("reaction") in CALLS for job in jobs)
        return called

    def next_due(self, until: datetime, move: Callable[[datetime], None]) -> bool:
        """Run the first job of a set time, once the clock has been moved there; whether there was one."""
        found = self._asked(_DUE, {"until": until - self.ahead})
        for id, task, args, at in found:
            move(at + self.ahead)
            self._run_alone((id, task, args))
        return bool(found)

    def _asked(self, question: str, arguments: Mapping[str, Any]) -> list[Any]:
        with self.unit_of_work() as work:
            return work.transaction.all(question, arguments)

    def _run_all(self, jobs: list[Job]) -> None:
        quick = [job for job in jobs if job[1] == REACT and job[2]["reaction"] in TOGETHER]
        with self.unit_of_work():
            for job in quick:
                self._run(job)
            self._done(quick)
        for job in jobs:
            if job not in quick:
                self._run_alone(job)

    def _run_alone(self, job: Job) -> None:
        self._run(job)
        self._done([job])

    def _done(self, jobs: list[Job]) -> None:
        with self.unit_of_work() as work:
            work.transaction.run(_DONE, {"ids": [id for id, _, _ in jobs]})

    def _run(self, job: Job) -> None:
        _, task, args = job
        if task == REACT:
            self.tasks.react(UUID(args["event_id"]), args["reaction"])
        elif task == FIRE_DEADLINE:
            self.tasks.fire(args["process"], UUID(args["id"]))
        elif task == NOTICE:
            said = {name: value for name, value in args.items() if name not in ("gateway", "operation")}
            self.tasks.notice(args["gateway"], Notice(operation=Operation(args["operation"]), **said))
