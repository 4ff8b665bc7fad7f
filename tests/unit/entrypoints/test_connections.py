"""When a request that is still coming gets a thread."""

from __future__ import annotations

import pytest

from upclone.entrypoints.connections import SMALL, whole

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("heard", "enough"),
    [
        (b"", False),
        (HEAD, False),
        (HEAD + b"\r\n", True),
        (b"x" * SMALL, False),
        (b"x" * (SMALL + 1), True),
        (HEAD + b"Content-Length: 3\r\n\r\nab", False),
        (HEAD + b"Content-Length: 3\r\n\r\nabc", True),
        (HEAD + b"content-length:3 \r\n\r\nab", False),
        (HEAD + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", True),
        (HEAD + b"Content-Length: %d\r\n\r\n" % SMALL, False),
        (HEAD + b"Content-Length: %d\r\n\r\n" % (SMALL + 1), True),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n", True),
        (HEAD + b"Content-Length: no\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", True),
    ],
)
def test_whole(heard: bytes, enough: bool):
    """Head and small body gathered; what is large, or waits for us, is the application's."""
    assert whole(bytearray(heard)) is enough
