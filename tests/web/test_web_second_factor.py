"""Failed sign-ins that have to wait, and the second factor."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from prepoll.errors import UsageError
from prepoll_web.events.models import Event
from prepoll_web.people import set_anew
from prepoll_web.teams.models import FailedSignIn
from prepoll_web.teams.second_factor import (
    SECONDS,
    address_of,
    code,
    new_key,
    set_up,
    square_of,
    step_of,
    take_off,
    use,
)
from prepoll_web.teams.sign_ins import BY_ADDRESS, BY_NAME, BY_NAME_AND_ADDRESS, WITHIN, count_failure, must_wait

RIGHT = {"username": "owner", "password": "a long enough phrase"}
WRONG = {**RIGHT, "password": "wrong"}
AT = datetime(2030, 4, 1, 9, 30, tzinfo=UTC)
RFC_KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, shown):
    # RFC 6238, appendix B, the rows of SHA-1
    assert code(RFC_KEY, seconds // SECONDS, digits=8) == shown


def test_after_ten_failures_even_the_right_password_has_to_wait(world):
    client = world.client()
    for _ in range(BY_NAME_AND_ADDRESS):
        assert client.post("/sign-in/", WRONG).status_code == 422
    response = client.post("/sign-in/", RIGHT)
    assert response.status_code == 429
    assert "Too many sign-ins have failed" in response.content.decode()
    assert client.get("/").status_code == 302
    assert world.client(REMOTE_ADDR="192.0.2.9").post("/sign-in/", RIGHT).status_code == 302
    assert Event.objects.filter(chain="server", what="sign_in_refused", who="owner").count() == 1
    FailedSignIn.objects.update(at=timezone.now() - WITHIN)
    assert client.post("/sign-in/", RIGHT).status_code == 302


def test_a_sign_in_that_succeeds_starts_the_count_anew(world):
    client = world.client()
    for _ in range(2):
        for _ in range(BY_NAME_AND_ADDRESS - 1):
            client.post("/sign-in/", WRONG)
        assert client.post("/sign-in/", RIGHT).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_guessing_from_many_places_and_of_many_names_has_to_wait_too(world):
    for number in range(BY_NAME):
        assert not must_wait("owner", "192.0.2.200", AT)
        count_failure("owner", f"192.0.2.{number}", AT)
    assert must_wait("Owner ", "192.0.2.200", AT)
    for number in range(BY_ADDRESS):
        assert not must_wait("somebody", "198.51.100.1", AT)
        count_failure(f"name {number}", "198.51.100.1", AT)
    assert must_wait("somebody", "198.51.100.1", AT)
    assert not must_wait("somebody", "198.51.100.1", AT + WITHIN)
    count_failure("x", "y", AT + WITHIN)
    assert FailedSignIn.objects.count() == 1


def test_what_was_typed_is_not_kept(world):
    world.client().post("/sign-in/", {"username": "my secret password", "password": "x"})
    assert "secret" not in str(list(FailedSignIn.objects.values()))
    world.client().post("/sign-in/", {"username": "a\x00b", "password": "x"})


def sign_in(world, typed):
    return world.client().post("/sign-in/", {**RIGHT, "code": typed}).status_code


def test_with_a_second_factor_the_password_alone_does_not_do(world):
    client = world.client("owner")
    page = client.get("/account/").content.decode()
    key = client.session["second_factor_to_be"]
    assert "None is set up" in page
    assert square_of(address_of(key, "owner")) in page
    assert square_of(address_of(new_key(), "owner")) not in page
    now = int(timezone.now().timestamp()) // SECONDS
    assert client.post("/account/", {"code": "000000"}).status_code == 422
    assert client.post("/account/", {"code": code(key, now)}).status_code == 302
    assert key not in client.get("/account/").content.decode()
    assert sign_in(world, "") == 422
    assert sign_in(world, "123456") == 422
    assert sign_in(world, code(key, now)) == 422  # used once, when it was set up
    assert sign_in(world, code(key, now + 1)) == 302
    assert sign_in(world, code(key, now + 1)) == 422
    kinds = list(Event.objects.filter(chain="server").values_list("what", flat=True))
    assert kinds.count("second_factor_set") == 1


def test_a_wrong_code_is_answered_as_a_wrong_password_is(world):
    set_up(world.user("owner"), RFC_KEY, code(RFC_KEY, int(AT.timestamp()) // SECONDS), AT)
    pages = [
        world.client().post("/sign-in/", {**RIGHT, "password": password, "code": "1"}).content.decode()
        for password in (RIGHT["password"], "wrong")
    ]
    assert [page.count("do not go together") for page in pages] == [1, 1]


def test_a_code_is_taken_half_a_minute_around_and_once(world):
    step = int(AT.timestamp()) // SECONDS
    assert [step_of(RFC_KEY, code(RFC_KEY, step + off), AT) is None for off in (-2, -1, 0, 1, 2)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    spaced = code(RFC_KEY, step)
    assert step_of(RFC_KEY, f"{spaced[:3]} {spaced[3:]}", AT) == step
    assert step_of(RFC_KEY, "١٢٣٤٥٦", AT) is None
    set_up(world.user("owner"), RFC_KEY, code(RFC_KEY, step), AT)
    later = AT + timedelta(seconds=SECONDS)
    assert not use(world.user("owner"), code(RFC_KEY, step - 1), AT)
    assert use(world.user("owner"), code(RFC_KEY, step + 1), later)
    assert not use(world.user("owner"), code(RFC_KEY, step + 1), later)


def test_it_is_taken_off_with_a_code_only(world):
    step = int(AT.timestamp()) // SECONDS
    owner = world.user("owner")
    with pytest.raises(UsageError, match="does not fit"):
        set_up(owner, RFC_KEY, "000000", AT)
    with pytest.raises(UsageError, match="not kept whole"):
        set_up(owner, "1", "000000", AT)
    set_up(owner, RFC_KEY, code(RFC_KEY, step), AT)
    owner = world.user("owner")
    with pytest.raises(UsageError, match="not right, or was used"):
        take_off(owner, code(RFC_KEY, step), AT)
    take_off(owner, code(RFC_KEY, step + 1), AT)
    assert world.user("owner").second_factor == ""
    assert len(base64.b32decode(new_key())) == 20


def test_who_lost_the_device_gets_a_new_password_and_no_second_factor(world):
    owner = world.user("owner")
    set_up(owner, RFC_KEY, code(RFC_KEY, int(AT.timestamp()) // SECONDS), AT)
    client = world.client("owner")
    for password, words in (("short", "too short"), ("1234567890123", "entirely numeric")):
        with pytest.raises(UsageError, match=words):
            set_anew("owner", {"PREPOLL_PASSWORD": password})
    set_anew("owner", {"PREPOLL_PASSWORD": "another long phrase"})
    assert client.get("/").status_code == 302
    assert world.client().post("/sign-in/", {**RIGHT, "password": "another long phrase"}).status_code == 302
    with pytest.raises(UsageError, match="There is no user"):
        set_anew("nobody", {"PREPOLL_PASSWORD": "another long phrase"})
