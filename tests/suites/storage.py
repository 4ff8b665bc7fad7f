"""What a storage promises. A folder and a bucket both pass it."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from upclone.application.ports.files import Storage
from upclone.domain.errors import NotFound


class StorageSuite:
    """Inherit it, and say where the storage comes from."""

    @pytest.fixture
    def storage(self) -> Storage:
        raise NotImplementedError

    @pytest.fixture
    def at_once(self) -> int:
        """How many may put the same content at the same time."""
        return 10

    def read(self, storage: Storage, key: str) -> bytes:
        with storage.open(key) as content:
            return content.read()

    @pytest.mark.parametrize("size", [0, 1, 1_000_003])
    def test_content_comes_back_under_its_hash(self, storage: Storage, size: int):
        """To the byte, also where there is none."""
        body = os.urandom(size)
        key = storage.put(BytesIO(body))
        assert key == hashlib.sha256(body).hexdigest()
        assert self.read(storage, key) == body

    def test_what_was_read_before_is_not_kept(self, storage: Storage):
        """From where the stream stands."""
        content = BytesIO(b"head and tail")
        content.seek(9)
        assert self.read(storage, storage.put(content)) == b"tail"

    def test_it_can_be_read_in_pieces(self, storage: Storage):
        """A file is never in memory as a whole."""
        key = storage.put(BytesIO(b"abcdef"))
        with storage.open(key) as content:
            assert (content.read(2), content.read(2), content.read(10), content.read(1)) == (b"ab", b"cd", b"ef", b"")

    def test_the_same_content_at_once_is_kept_once(self, storage: Storage, at_once: int):
        """Twenty uploads of the same file: one key, whole at any time."""
        body = os.urandom(300_000)
        with ThreadPoolExecutor(at_once) as pool:
            keys = set(pool.map(lambda _: storage.put(BytesIO(body)), range(20)))
        assert len(keys) == 1
        assert self.read(storage, keys.pop()) == body

    def test_what_is_deleted_is_gone(self, storage: Storage):
        """Also twice, and it can come again."""
        key = storage.put(BytesIO(b"short-lived"))
        storage.delete(key)
        storage.delete(key)
        with pytest.raises(NotFound):
            storage.open(key)
        storage.put(BytesIO(b"short-lived"))
        assert self.read(storage, key) == b"short-lived"

    def test_it_says_that_it_is_there(self, storage: Storage):
        """Before anything is kept in it, too."""
        storage.check()

    @pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "/" * 64, "a" * 64 + "\n", "0" * 64])
    def test_nothing_else_is_a_key(self, storage: Storage, key: str):
        """A key is 64 small hexadecimal digits, and never a path."""
        with pytest.raises(NotFound):
            storage.open(key)
