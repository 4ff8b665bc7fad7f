"""An upload has the time that its bytes take; silence has none."""

import socket
import time

import pytest

from upclone.entrypoints.connections import SLOWEST, PatientSocket


def test_what_comes_buys_time_for_the_rest():
    """By the rate of a slow line: a byte now and then buys nothing."""
    ours, theirs = socket.socketpair()
    with theirs, PatientSocket(fileno=ours.detach()) as patient:
        patient.deadline = began = time.monotonic() + 1
        theirs.sendall(b"x" * 1_024)
        received = len(patient.recv(1_024))
        assert patient.deadline - began == pytest.approx(received / SLOWEST)
        patient.deadline = time.monotonic() + 0.05
        with pytest.raises(ConnectionResetError):
            patient.recv(1)
