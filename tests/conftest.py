"""What every test shares: how hard Hypothesis searches, and which tests stay on one worker. HYPOTHESIS_PROFILE=ci is
the same on each machine, `thorough` searches longer."""

import os

import pytest
from _pytest.nodeid import NodeId
from hypothesis import HealthCheck, settings

SLOW_DATA = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW_DATA)
# derandomize: what fails in CI fails again at the next run, and a green main does not turn red by luck.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write `@group` behind the ids of grouped tests, by which `--dist loadgroup` keeps them together.

    pytest-xdist 3.8 sets an attribute for that which pytest 9.2 reads no longer: what a group shares would be made on
    each worker.
    """
    if not config.getoption("loadgroup", False):
        return
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group is not None and "@" not in item.nodeid.rpartition("]")[2]:
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")
