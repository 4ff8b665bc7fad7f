"""What nothing holds is removed, and what something holds, or is about to hold, is not."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import pytest
from attrs import define, evolve
from sqlalchemy import Engine, create_engine

from tests import builders as build
from tests.builders import AT, new_id
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.unused import Unused
from upclone.adapters.storage import FolderStorage
from upclone.adapters.system import Uuid7Ids
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.people import portfolios
from upclone.domain.people.accounts import Account
from upclone.domain.people.files import File
from upclone.domain.people.profiles import Piece

DAY = timedelta(days=1, minutes=1)


@define
class Hand:
    """A clock that a test sets."""

    at: datetime = AT

    def now(self) -> datetime:
        return self.at


@define
class Place:
    """A store, a storage, and the purge over both."""

    unit_of_work: PostgresUnitOfWork
    storage: FolderStorage
    clock: Hand
    owner: Account

    @property
    def unused(self) -> Unused:
        return Unused(self.unit_of_work, self.clock, self.storage)

    def upload(self, body: bytes) -> File:
        at = self.clock.now()
        file = File(new_id(), self.owner.id, "a.png", "image/png", 1, self.storage.put(BytesIO(body)), 1, 1, at)
        file = evolve(file, thumbnails=(self.storage.put(BytesIO(body + b"small")),) * 3)
        with self.unit_of_work() as work:
            work.files.expect(file.keys, at)
            work.files.add(file)
        return file

    def hold(self, *ids: UUID) -> None:
        with self.unit_of_work() as work:
            profile = work.freelancers.get(self.owner.id)
            work.files.owned(ids, self.owner.id, "files")
            work.freelancers.save(portfolios.add(profile, Piece(new_id(), "One", files=ids)))

    def has(self, file: File) -> bool:
        try:
            with self.unit_of_work() as work:
                return bool(work.files.get(file.id))
        except NotFound:
            return False

    def keeps(self, key: str) -> bool:
        try:
            self.storage.open(key).close()
        except NotFound:
            return False
        return True


@pytest.fixture
def place(own_database: Urls, tmp_path: Path) -> Place:
    engine: Engine = create_engine(own_database.app_url)
    unit_of_work, owner = PostgresUnitOfWork(engine, Uuid7Ids()), build.account()
    with unit_of_work() as work:
        work.accounts.add(owner)
    return Place(unit_of_work, FolderStorage(tmp_path), Hand(), owner)


def test_a_loose_file_goes_after_a_day_and_its_content_a_day_later(place: Place):
    """A backup that began between the two is whole."""
    file = place.upload(b"loose")
    assert place.unused.purge() == 0
    place.clock.at += DAY
    assert place.unused.purge() == 1
    assert not place.has(file)
    assert all(map(place.keeps, file.keys))
    place.clock.at += DAY
    assert place.unused.purge() == 2
    assert not any(map(place.keeps, file.keys))
    assert place.unused.purge() == 0


def test_what_is_held_stays(place: Place):
    """As a photo, or in a portfolio; and the content of another file of the same hash stays with it."""
    photo, piece, same = place.upload(b"photo"), place.upload(b"piece"), place.upload(b"photo")
    place.hold(piece.id)
    with place.unit_of_work() as work:
        work.accounts.save(evolve(work.accounts.lock(place.owner.id), photo=photo.id))
    for _ in range(3):
        place.clock.at += DAY
        place.unused.purge()
    assert (place.has(photo), place.has(piece), place.has(same)) == (True, True, False)
    assert all(map(place.keeps, (*photo.keys, *piece.keys)))


def test_content_that_comes_again_is_not_lost(place: Place):
    """Uploaded anew while it waits to go."""
    place.upload(b"twice")
    place.clock.at += DAY
    place.unused.purge()
    place.clock.at += DAY
    again = place.upload(b"twice")
    place.unused.purge()
    assert all(map(place.keeps, again.keys))


def test_a_file_that_is_being_attached_is_not_taken_away(place: Place):
    """The purge steps around what is locked; and what it took can't be attached any more."""
    file, other = place.upload(b"one"), place.upload(b"two")
    place.clock.at += DAY
    checked, go_on = Event(), Event()

    def attach() -> None:
        with place.unit_of_work() as work:
            profile = work.freelancers.get(place.owner.id)
            work.files.owned((file.id,), place.owner.id, "files")
            checked.set()
            assert go_on.wait(10)
            work.freelancers.save(portfolios.add(profile, Piece(new_id(), "One", files=(file.id,))))

    attaching = Thread(target=attach)
    attaching.start()
    assert checked.wait(10)
    assert place.unused.purge() == 1
    go_on.set()
    attaching.join()
    place.unused.purge()
    assert (place.has(file), place.has(other)) == (True, False)
    with pytest.raises(Invalid):
        place.hold(other.id)
