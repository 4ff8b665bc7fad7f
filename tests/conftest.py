"""What every test shares: how hard Hypothesis searches. HYPOTHESIS_PROFILE=ci is the same on each machine, `thorough`
searches longer."""

import gc
import os

from hypothesis import HealthCheck, settings

SLOW_DATA = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW_DATA)
# derandomize: what fails in CI fails again at the next run, and a green main does not turn red by luck.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

gc.disable()  # thousands of tests are made, none of them garbage, and looked through again and again


def pytest_collection_finish() -> None:
    """From here on garbage is collected; what was made so far stays, and is not looked through again."""
    gc.enable()
    gc.freeze()
