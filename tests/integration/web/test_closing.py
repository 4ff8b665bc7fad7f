"""A site that is closed is gone: who embeds several, or makes one after another, pays for those alone that are open."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from pathlib import Path

from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start
from upclone.entrypoints.web.desk import EXTENSION


def visited(urls: Urls, home: Path) -> list[weakref.ref[object]]:
    """What a site was made of, that answered people and machines and ran its jobs."""
    env = {"UPCLONE_DEMO": "1", "DATABASE_URL": urls.app_url.replace("+psycopg", ""), "UPCLONE_HOME": str(home)}
    with start.site(settings.load(env), urls, jobs=True) as app:
        for address in ("/", "/jobs", "/api/v1/jobs", "/readyz"):
            answer = app.test_client().get(address, base_url="http://127.0.0.1:8000", follow_redirects=True)
            assert answer.status_code == 200, address
        performing = app.extensions[EXTENSION]
        store = performing.doors.unit_of_work
        parts = (app, app.extensions["socketio"], app.jinja_env, performing, performing.doors, store, store.bind)
        return [weakref.ref(each) for each in parts]


def test_nothing_of_a_closed_site_stays(own_database: Urls, tmp_path: Path) -> None:
    """No application, no engine, no thread, whatever it answered."""
    threads = set(threading.enumerate())
    left = visited(own_database, tmp_path)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        gc.collect()
        if not any(each() for each in left) and set(threading.enumerate()) <= threads:
            break
        time.sleep(0.05)
    assert [each() for each in left if each() is not None] == []
    assert {each.name for each in threading.enumerate()} - {each.name for each in threads} == set()
