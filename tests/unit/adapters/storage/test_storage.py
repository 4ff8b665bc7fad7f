"""Content in a folder, and in a bucket of a real S3 server on loopback."""

import socket
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from tests.suites.storage import StorageSuite
from upclone.adapters.health import WholeHealth
from upclone.adapters.storage import FolderStorage, S3Storage
from upclone.application.ports.health import Dependency
from upclone.application.ports.store import StoreUnavailable


class NoDatabase:
    """Nothing else that health depends on."""

    def dependencies(self) -> tuple[Dependency, ...]:
        return ()


class TestFolderStorage(StorageSuite):
    """tests/suites/storage.py on a folder."""

    @pytest.fixture
    def storage(self, tmp_path: Path) -> FolderStorage:
        return FolderStorage(tmp_path / "files")

    def test_files_are_their_owners_alone(self, storage: FolderStorage):
        """0600 in folders of 0700, and no draft is left."""
        storage.put(BytesIO(b"x"))
        for path in (storage.folder, *storage.folder.rglob("*")):
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)
        assert not list(storage.folder.rglob(".draft-*"))

    def test_a_broken_stream_leaves_nothing(self, storage: FolderStorage):
        """Whole or not at all."""

        class Broken(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                raise ConnectionResetError

        with pytest.raises(StoreUnavailable):
            storage.put(Broken(b"x"))
        assert not [path for path in storage.folder.rglob("*") if path.is_file()]

    def test_a_folder_that_can_not_be_is_named(self, tmp_path: Path):
        """A disk that fails is "try again later", and says where."""
        (tmp_path / "files").write_text("in the way")
        with pytest.raises(StoreUnavailable, match="the files' folder"):
            FolderStorage(tmp_path / "files").put(BytesIO(b"x"))
        with pytest.raises(StoreUnavailable, match="the files' folder"):
            FolderStorage(tmp_path / "files").check()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class TestS3Storage(StorageSuite):
    """tests/suites/storage.py on S3."""

    @pytest.fixture
    def storage(self, endpoint: str) -> S3Storage:
        storage = S3Storage(f"files-{uuid4()}", "us-east-1", endpoint, "id", "not a secret")
        storage._connected().create_bucket(Bucket=storage.bucket)
        return storage

    @pytest.fixture
    def at_once(self) -> int:
        """moto closes an object that is replaced under the feet of who still reads or writes it; S3 does not."""
        return 1

    def test_a_bucket_that_is_not_there_is_named(self, endpoint: str):
        """What is wrong with the settings is said."""
        with pytest.raises(StoreUnavailable, match="NoSuchBucket"):
            S3Storage("nobody-made-it", "us-east-1", endpoint, "id", "not a secret").put(BytesIO(b"x"))
        with pytest.raises(StoreUnavailable, match="none of this name"):
            S3Storage("nobody-made-it", "us-east-1", endpoint, "id", "not a secret").check()

    def test_a_server_that_is_silent_is_given_up_within_ten_seconds(self):
        """P13: a storage that hangs holds nobody up for longer."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            storage = S3Storage("b-b-b", "us-east-1", f"http://127.0.0.1:{silent.getsockname()[1]}", "id", "none")
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                storage.open("0" * 64)
            assert time.monotonic() - began < 10
            asked = WholeHealth(NoDatabase(), storage)
            began = time.monotonic()
            [found] = asked.dependencies()
            assert (found.name, found.ok) == ("storage", False)
            assert time.monotonic() - began < 4


def test_the_secret_is_not_printed():
    """Nor in a log."""
    assert "hidden" not in repr(S3Storage("b", "r", None, "id", "hidden"))
