"""What runs beside the requests goes on whatever breaks, and ends when it is told to."""

from __future__ import annotations

import logging
from threading import Event

import pytest
from attrs import define, field

from upclone.entrypoints import worker
from upclone.entrypoints.worker import Every, Threaded, Worker


@define(eq=False)
class Breaking:
    """A loop that breaks the first time, and then waits to be stopped."""

    ran: int = 0
    twice: Event = field(factory=Event)
    stopped: Event = field(factory=Event)

    def run(self) -> None:
        self.ran += 1
        if self.ran == 1:
            raise ConnectionError("the database is away")
        self.twice.set()
        self.stopped.wait(10)

    def stop(self) -> None:
        self.stopped.set()


def test_a_loop_that_breaks_is_told_and_starts_anew(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    """The jobs come back by themselves after the database did."""
    monkeypatch.setattr(worker, "AGAIN", 0.01)
    loop = Breaking()
    part = Threaded("jobs", loop)
    with caplog.at_level(logging.ERROR):
        part.start()
        assert loop.twice.wait(10)
    part.stop()
    assert "jobs broke" in caplog.text
    assert "the database is away" in caplog.text
    assert loop.ran == 2


def test_every_acts_until_it_is_stopped():
    """Again and again, and no more after that."""
    beats: list[int] = []
    thrice = Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 3:
            thrice.set()

    part = Threaded("beat", Every(beat, 0.01))
    part.start()
    assert thrice.wait(10)
    part.stop()
    after = len(beats)
    assert not Event().wait(0.05)
    assert len(beats) == after


def test_parts_end_in_reverse_order():
    """What the others lean on goes last."""
    said: list[str] = []

    @define
    class Part:
        name: str

        def start(self) -> None:
            said.append(f"+{self.name}")

        def stop(self) -> None:
            said.append(f"-{self.name}")

    both = Worker([Part("watch"), Part("jobs")])
    both.start()
    both.stop()
    assert said == ["+watch", "+jobs", "-jobs", "-watch"]
