"""What the field pages need of the tests' workbench: reporters, links, reports, in team B with words to hide."""

import io
from datetime import date
from itertools import count
from uuid import uuid4

NUMBERS = count(1)
CANARIES = ("zqnote", "zqpartner", "zqhow")
"""A word in every field of team B's reports."""

TABLE = "date,party,reporter,measure,estimate,note\n2030-03-10,LM,R-001,share_valid,0.2,{}\n"


def with_field(now, ids):
    """Give both teams a reporter with a link, and reports; team B's carry words to be found."""
    from prepoll_web.field import actions
    from prepoll_web.teams.models import User

    for team, owner in (("a", "owner"), ("b", "zquser")):
        here, by = ids[team], User.objects.get(username=owner)
        reporter = actions.add_reporter(by, here["team"], "field", now)
        link, secret = actions.make_link(by, here["team"], here["case"], reporter.number, now)
        link.until = now.replace(year=2090)  # longer than these tests are run
        link.save()
        here |= {"field_link": link.id, "field_key": secret}
        here["reporter"] = actions.add_reporter(by, here["team"], "field", now).number
    words = {"note": "zqnote", "of": "zqpartner", "source": "zqhow"}
    told = a_report(kind="rebel_risk", measure="none", estimate=None, **words)
    actions.send_report(by, here["team"], here["case"], reporter.number, told, now)
    here["report"] = newest(here["case"])
    ids["a"]["report"] = uuid4()
    return ids


def newest(case):
    from prepoll_web.field.models import FieldReport

    return FieldReport.objects.filter(case=case).last().id


def a_report(**changed):
    """Return a report to send."""
    from prepoll.names import Measure, ReportKind
    from prepoll_web.field.actions import Told

    told = {"client_id": uuid4(), "day": date(2030, 3, 10), "party": "LM", "kind": "strength", "seat": "TID"}
    told |= {"measure": "share_valid", "estimate": 0.3, **changed}
    return Told(**told | {"kind": ReportKind(told["kind"]), "measure": Measure(told["measure"])})


def field_form(world, page, team):
    """Return what a form of the field is sent with to be taken; nothing for other pages."""
    report = {"client_id": str(uuid4()), "party": "LM", "kind": "strength", "day": "2025-03-10", "estimate": "20"}
    table = io.BytesIO(TABLE.replace("2030", "2025").format(next(NUMBERS)).encode())
    table.name = "reports.csv"
    return {
        "field-form": report,
        "new-report": {**report, "reporter": "1"},
        "take-table": {"file": table},
        "add-reporter": {"sphere": "field"},
        "make-link": {"reporter": "1"},
    }.get(page, {})


def report_again(world, page, team):
    """Put a report in the place of one that may have been deleted."""
    from prepoll_web.field import actions
    from prepoll_web.field.models import FieldReport, Link, Reporter

    ids = world.ids[team]
    if page == "delete-report" and not FieldReport.objects.filter(id=ids["report"]).exists():
        link = Link.objects.get(id=ids["field_link"])
        actions.send_by_link(link, a_report(), world.now)
        ids["report"] = newest(ids["case"])
    if page == "delete-reporter":
        Reporter.objects.filter(team_id=ids["id"], number=ids["reporter"]).update(deleted_at=None, sphere="field")
    Link.objects.update(revoked_at=None)
