"""The measurements themselves: they can be imported, and the quick one runs and says what it promises."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bench import machine
from bench.report import Line, show

MODULES = sorted(path.stem for path in Path(machine.__file__).parent.glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_every_measurement_can_be_imported(name: str):
    """None of them runs anything before it is asked to."""
    assert import_module(f"bench.{name}").__doc__


def test_each_is_measured_in_a_process_of_its_own():
    """Which finds its way from the command to the measurement: here to one that there is not."""
    words = [sys.executable, "-m", "bench", "nothing"]
    said = subprocess.run(words, cwd=Path(machine.__file__).parents[1], capture_output=True, text=True, check=False)
    assert "No module named 'bench.nothing'" in said.stderr
    assert said.returncode == 1


def test_a_move_is_measured_beside_its_peers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """S2 has a line for each peer, with a ratio of two times that were really taken."""
    monkeypatch.setattr(machine, "ROUNDS", 2)
    monkeypatch.setattr(machine, "CALLS", 200)
    lines = list(machine.measure())
    assert [line.what for line in lines] == [
        "move against ifs",
        "python-statemachine against move",
        "transitions against move",
    ]
    assert all(line.promise == "S2" and 0 < line.ratio < 10_000 for line in lines)
    show(lines)
    assert "python-statemachine against move" in capsys.readouterr().out


def test_the_rules_by_hand_are_the_tables():
    """What the table is measured against decides as the table does."""
    milestone = machine.builders.milestone(state=machine.FUNDED)
    ours = machine.step(machine.MOVES, milestone, machine.SUBMIT, machine.FREELANCER)
    assert machine.by_hand(milestone, machine.SUBMIT, machine.FREELANCER) is ours
    with pytest.raises(machine.MoveNotAllowed):
        machine.by_hand(milestone, machine.SUBMIT, machine.CLIENT)


def test_a_line_says_whether_its_target_is_reached():
    """At most and at least are told apart, and the target itself is enough."""
    fast = Line("S1", "release", "1 ms", "1 ms", 2.0, "<=", 2.0)
    many = Line("S1", "releases", "1 /s", "2 /s", 0.5, ">=", 0.5)
    assert fast.reached
    assert many.reached
    assert not Line("S1", "release", "1 ms", "1 ms", 2.1, "<=", 2.0).reached
    assert not Line("S1", "releases", "1 /s", "2 /s", 0.4, ">=", 0.5).reached
