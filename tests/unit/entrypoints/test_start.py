import json
import subprocess
import sys
from typing import Any, Final

import pytest

IMPORTED: Final = """
import gc, json, sys
from upclone.entrypoints import start
start.preload()
found = [gc.isenabled(), gc.get_freeze_count(), sorted({name.partition(".")[0] for name in sys.modules})]
gc.unfreeze()
import redis, requests
print(json.dumps([*found, gc.collect()]))
"""


@pytest.fixture(scope="module")
def after() -> Any:
    """Whether garbage is collected, how many objects are left out of it, the packages in memory, and how much garbage
    is among those objects, once everything was imported that a server is built of."""
    ran = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(ran.stdout)


def test_garbage_is_collected_again_once_the_imports_are_done_and_not_among_them(after: Any) -> None:
    """A server that runs for months must not pile up what nobody uses; what was imported is used for ever."""
    enabled, frozen, _, garbage = after
    assert enabled
    assert frozen > 10_000
    assert garbage < 1_000


@pytest.mark.parametrize("package", ["alembic", "authlib", "boto3", "fpdf", "redis", "requests", "segno", "stripe"])
def test_a_server_starts_without_the_packages_that_few_requests_or_settings_need(after: Any, package: str) -> None:
    """Its start must not wait for them, nor its memory hold them; whoever needs one imports it later."""
    assert package not in after[2]
