"""A real workbench for each test: two teams, a person in every role, a case and a brief in each team."""

import os
import shutil
import tempfile
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import CURRENT as DATABASE

from prepoll_web.commands import wake_django
from prepoll_web.place import open_place

os.environ["DATABASE_URL"] = DATABASE.address
wake_django(open_place(Path(tempfile.mkdtemp(prefix="prepoll-web-"))))

from browsing import browser, desk, look  # noqa: E402, F401 - for every test that looks at pages
from django.conf import settings  # noqa: E402 - models and clients can be imported once Django is awake
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from web_world import World, build_world  # noqa: E402

NOW = datetime(2030, 4, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def built():
    """Migrate the database and fill it, once for all tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; nothing here is secret
    DATABASE.settle(connection)
    setup_test_environment()
    place = Path(settings.PREPOLL_DATA)
    call_command("migrate", verbosity=0, interactive=False)
    ids = build_world(NOW)
    connection.close()  # the last to leave folds the write-ahead log into the database
    yield place, ids
    connection.close()
    teardown_test_environment()
    shutil.rmtree(place)
    DATABASE.stop()


@pytest.fixture
def world(built, tmp_path, monkeypatch):
    """Give a test a copy of the workbench that it may do anything to."""
    place, ids = built
    copy = tmp_path / "data"
    shutil.copytree(place, copy)
    connection.close()
    monkeypatch.setattr(settings, "PREPOLL_DATA", copy)
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", copy / "incoming")
    name = DATABASE.copy(copy)
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    yield World(copy, deepcopy(ids), NOW)  # a test may put other things in the place of those it takes away
    connection.close()
    DATABASE.forget(name)
