"""A member of each team has a calendar at a secret address and is reminded."""

CALENDARS = ("make-calendar", "end-calendar")
"""Pages of which a test takes the change back, so that the address stays."""


def with_deadlines(now, ids):
    """Give somebody of each team a calendar and reminders."""
    from prepoll_web.deadlines.actions import make_feed, set_address
    from prepoll_web.teams.models import User

    for team, who, address in (("a", "owner", "owner@example.org"), ("b", ids["b"]["owner"], "zqmail@example.org")):
        by, here = User.objects.get(username=who), ids[team]
        _, here["calendar"] = make_feed(by, here["team"], now)
        set_address(by, here["team"], address, now)
    return ids


def deadlines_form(page, team):
    """Return what a form about reminders is sent with to be taken."""
    whose = "zqmail" if team == "b" else "owner"
    return {"address": f"{whose}@example.org"} if page == "reminders" else {}
