"""What all tests share: nothing may be left out where the machine is said to have everything."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; NumPy is not loaded yet
ROOT = Path(__file__).parent.parent

# how fast inputs are drawn says how busy the machine is, and nothing of what is tested
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def _from_the_project_folder():
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the longest tests first, so that several at a time end together and none is waited for alone."""
    items.sort(key=lambda item: item.path.parent.name not in ("web", "docs"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("PREPOLL_NOTHING_LEFT_OUT") and left_out and not hasattr(session.config, "workerinput"):
        reporter.write_line(f"{len(left_out)} tests were left out; here none may be.", red=True)
        session.exitstatus = 1
