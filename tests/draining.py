"""A worker of one thread that ends when nothing is left to do: the queue's own functions, one job after the other."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from procrastinate.jobs import Job

from upclone.adapters.postgres.deferring import FIRE_DEADLINE, NOTICE, REACT
from upclone.adapters.postgres.jobs import Tasks
from upclone.adapters.postgres.retries import Backoff
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.gateways import Notice, Operation

_FETCH: Final = """
SELECT id, task_name, args, attempts FROM procrastinate_fetch_job_v2(%(queues)s::varchar[], NULL)
"""
_DONE: Final = "SELECT procrastinate_finish_job_v1(%(id)s, 'succeeded', true)"
_GIVE_UP: Final = "SELECT procrastinate_finish_job_v1(%(id)s, 'failed', false)"
_LATER: Final = "SELECT procrastinate_retry_job_v2(%(id)s, %(at)s, NULL, NULL, NULL)"


def drain(store: PostgresUnitOfWork, tasks: Tasks) -> int:
    """Run everything whose time has come, and what follows from it, in this thread; how many jobs ran."""
    ran = 0
    while _step(store, tasks):
        ran += 1
    return ran


def _step(store: PostgresUnitOfWork, tasks: Tasks) -> bool:
    with store() as work:
        row = work.transaction.one(_FETCH, {"queues": None})
    if row is None or row[0] is None:
        return False
    id, task, args, attempts = row
    job = Job(id=id, queue="", lock=None, queueing_lock=None, task_name=task, task_kwargs=args, attempts=attempts)
    ended, at = _DONE, None
    try:
        _run(tasks, task, args)
    except Exception as failure:  # noqa: BLE001  (as in any worker, a job's failure is the job's alone)
        decision = Backoff().get_retry_decision(exception=failure, job=job)
        ended, at = (_LATER, decision.retry_at) if decision else (_GIVE_UP, None)
    with store() as work:
        work.transaction.one(ended, {"id": id, "at": at})
    return True


def _run(tasks: Tasks, task: str, args: Mapping[str, Any]) -> None:
    if task == REACT:
        tasks.react(UUID(args["event_id"]), args["reaction"])
    elif task == FIRE_DEADLINE:
        tasks.fire(args["process"], UUID(args["id"]))
    else:
        assert task == NOTICE, task
        said = {name: value for name, value in args.items() if name not in ("gateway", "operation")}
        tasks.notice(args["gateway"], Notice(operation=Operation(args["operation"]), **said))
