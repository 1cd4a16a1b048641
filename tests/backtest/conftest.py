"""A folder with the small record."""

import pytest
from small_record import result_rows, write_record


@pytest.fixture
def folder(tmp_path):
    rows = result_rows()
    write_record(tmp_path, [*rows, {**rows[0], "poll_no": 1, "votes": 10**7, "electors": 1}])
    return tmp_path
