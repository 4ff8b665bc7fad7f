"""The worker: runs what units of work deferred, keeps the clock's promises, and takes up what a dead worker left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

import procrastinate
import psycopg
from attrs import define, field, frozen
from procrastinate import builtin_tasks
from procrastinate.jobs import DeleteJobCondition

from upclone.adapters.postgres.deferring import DEADLINES, FIRE_DEADLINE, NOTICE, REACT, REACTIONS, WEBHOOKS
from upclone.adapters.postgres.engine import STEP_DOWN, conninfo
from upclone.adapters.postgres.retries import Backoff
from upclone.application.ports.gateways import Notice, Operation
from upclone.application.turns import Complaints

_LOG = logging.getLogger("upclone.poller")

UPKEEP: Final = "upkeep"

HEARTBEAT: Final = 2.0
STALLED: Final = 8.0
"""Seconds without a heartbeat after which a worker counts as dead. Its jobs run again at most 5 seconds later."""

POLLING: Final = 1.0
"""Seconds between two looks at what is scheduled: a new job announces itself, a time that comes does not."""


def _nothing() -> None:
    """Where there is nothing to do."""


@frozen
class Tasks:
    """What a worker does. Each can be called again for the same job: a worker may die after it, before it says so."""

    react: Callable[[UUID, str], object]
    fire: Callable[[str, UUID], object]
    notice: Callable[[str, Notice], object]
    sweep: Callable[[], object] = _nothing
    tell: Callable[[], object] = _nothing
    write: Callable[[], object] = _nothing
    poll: Callable[[], object] = _nothing
    look_back: Callable[[], object] = _nothing
    purge: Callable[[], object] = _nothing
    forget: Callable[[], object] = _nothing
    purge_files: Callable[[], object] = _nothing
    recount: Callable[[], object] = _nothing
    sum_up_views: Callable[[], object] = _nothing
    pay_due: Callable[[], object] = _nothing
    reconcile: Callable[[], object] = _nothing


@define(eq=False)
class Worker:
    """Works on the jobs of the database at `url`, `threads` at a time, until `stop`."""

    url: str
    tasks: Tasks
    threads: int = 4
    _lock: Lock = field(factory=Lock, init=False)
    _stopped: bool = field(default=False, init=False)
    _running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = field(default=None, init=False)

    def run(self) -> None:
        """Returns after `stop`, with the present jobs finished. Raises where the database goes away: run it again."""
        asyncio.run(self._run())

    def stop(self) -> None:
        """Ask it to end. From any thread, once or more, also before `run`."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self.threads + 2, "upclone-job"))
        app = application(self.url, self.tasks, self.threads)
        # A stop waits until the pool is open: cancelling it while it connects makes it wait for its whole timeout.
        async with app.open_async():
            work = loop.create_task(self._work(app))
            with self._lock:
                self._running = (loop, work)
                if self._stopped:
                    work.cancel()
            try:
                await work
            except asyncio.CancelledError:
                if not self._stopped:
                    raise
            finally:
                with self._lock:
                    self._running = None

    async def _work(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            concurrency=self.threads,
            install_signal_handlers=False,
            fetch_job_polling_interval=POLLING,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
        )
        if not self._stopped:
            raise ConnectionError("the worker lost its connection to the database")


def application(url: str, tasks: Tasks, threads: int) -> procrastinate.App:
    """A procrastinate App of its own, with these tasks."""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=conninfo(url),
            min_size=1,
            max_size=threads + 2,
            timeout=10,
            kwargs={"application_name": "upclone-worker", "connect_timeout": 5},
            configure=_step_down,
        )
    )
    # The library's own tasks belong to the latest App: they would hold it, and all that it works on, when it is gone.
    for task in builtin_tasks.builtin.tasks.values():
        task.blueprint = builtin_tasks.builtin

    complaints = Complaints()

    @app.task(name=REACT, queue=REACTIONS, retry=Backoff())
    def react(event_id: str, reaction: str) -> None:
        tasks.react(UUID(event_id), reaction)

    @app.task(name=FIRE_DEADLINE, queue=DEADLINES, retry=Backoff())
    def fire_deadline(process: str, id: str) -> None:
        tasks.fire(process, UUID(id))

    @app.task(name=NOTICE, queue=WEBHOOKS, retry=Backoff())
    def notice(gateway: str, id: str, operation: str, key: str, ref: str | None = None, approval: bool = False) -> None:
        tasks.notice(gateway, Notice(id, Operation(operation), key, ref, approval))

    @app.periodic(cron="* * * * * */2")
    @app.task(name="upclone.sweep", queue=UPKEEP, queueing_lock="upclone.sweep")
    def sweep(timestamp: int) -> None:
        tasks.sweep()

    @app.periodic(cron="* * * * *")
    @app.task(name="upclone.tell", queue=UPKEEP, queueing_lock="upclone.tell")
    def tell(timestamp: int) -> None:
        _told(tasks.tell, complaints, timestamp)

    @app.periodic(cron="* * * * * */10")
    @app.task(name="upclone.write", queue=UPKEEP, queueing_lock="upclone.write")
    def write(timestamp: int) -> None:
        _told(tasks.write, complaints, timestamp)

    @app.periodic(cron="* * * * * */5")
    @app.task(name="upclone.poll", queue=UPKEEP, queueing_lock="upclone.poll")
    def poll(timestamp: int) -> None:
        _told(tasks.poll, complaints, timestamp)

    @app.periodic(cron="* * * * *")
    @app.task(name="upclone.look_back", queue=UPKEEP, queueing_lock="upclone.look_back")
    def look_back(timestamp: int) -> None:
        _told(tasks.look_back, complaints, timestamp)

    @app.periodic(cron="17 * * * *")
    @app.task(name="upclone.purge", queue=UPKEEP, queueing_lock="upclone.purge")
    def purge(timestamp: int) -> None:
        tasks.purge()

    @app.periodic(cron="27 * * * *")
    @app.task(name="upclone.forget", queue=UPKEEP, queueing_lock="upclone.forget")
    def forget(timestamp: int) -> None:
        tasks.forget()

    @app.periodic(cron="37 * * * *")
    @app.task(name="upclone.purge_files", queue=UPKEEP, queueing_lock="upclone.purge_files")
    def purge_files(timestamp: int) -> None:
        tasks.purge_files()

    @app.periodic(cron="47 * * * *")
    @app.task(name="upclone.recount", queue=UPKEEP, queueing_lock="upclone.recount")
    def recount(timestamp: int) -> None:
        tasks.recount()

    @app.periodic(cron="7 * * * *")
    @app.task(name="upclone.sum_up_views", queue=UPKEEP, queueing_lock="upclone.sum_up_views")
    def sum_up_views(timestamp: int) -> None:
        tasks.sum_up_views()

    @app.periodic(cron="* * * * *")
    @app.task(name="upclone.pay_due", queue=UPKEEP, queueing_lock="upclone.pay_due")
    def pay_due(timestamp: int) -> None:
        _told(tasks.pay_due, complaints, timestamp)

    @app.periodic(cron="43 3 * * *")
    @app.task(name="upclone.reconcile", queue=UPKEEP, queueing_lock="upclone.reconcile")
    def reconcile(timestamp: int) -> None:
        tasks.reconcile()

    @app.periodic(cron="* * * * * */5")
    @app.task(name="upclone.take_up", queue=UPKEEP, queueing_lock="upclone.take_up")
    async def take_up(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            await app.job_manager.retry_job(job)

    return app


def _told(make: Callable[[], object], complaints: Complaints, second: int) -> None:
    """What broke at some of those that wait is for the log, though not each time that it breaks again. The round itself
    was made, and another one follows: a dead letter for each would hide those that can be tried again."""
    try:
        make()
    except ExceptionGroup as broken:
        for words, each in complaints.due(broken.exceptions, datetime.fromtimestamp(second, UTC)):
            _LOG.error("%s", words, exc_info=each)


async def _step_down(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(STEP_DOWN)
    await connection.commit()
