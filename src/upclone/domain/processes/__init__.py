"""All processes in one place: which tables there are, what their clocks wait for, whether they are sound."""

from upclone.domain.processes.checking import Problem, check, check_all
from upclone.domain.processes.drawing import draw, render_docs
from upclone.domain.processes.registry import CURRENT, PROCESSES, VERSIONS, deadline_of, process_of

__all__ = [
    "CURRENT",
    "PROCESSES",
    "VERSIONS",
    "Problem",
    "check",
    "check_all",
    "deadline_of",
    "draw",
    "process_of",
    "render_docs",
]
