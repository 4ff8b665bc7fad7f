"""A working store in memory, for unit tests and for people who embed the domain. It needs attrs alone."""

from upclone.adapters.memory.mail import MemoryMail
from upclone.adapters.memory.requests import MemoryRequests
from upclone.adapters.memory.store import MemoryStore
from upclone.adapters.memory.system import FixedClock, SteppingIds
from upclone.adapters.memory.tables import Pending, Recorded

__all__ = ["FixedClock", "MemoryMail", "MemoryRequests", "MemoryStore", "Pending", "Recorded", "SteppingIds"]
