"""What the pages of meetings need of the tests' workbench: bodies, meetings, mandates, lines; team B's with words."""

from datetime import date

CHANGES = (
    "make-body",
    "ask-body",
    "end-body",
    "name-speaker",
    "end-speaker",
    "call-meeting",
    "draft-agenda",
    "write-paper",
    "close-meeting",
    "grant-mandate",
    "public-line",
    "end-line",
    "change-mandate",
    "sign-mandate",
    "unsign-mandate",
    "withdraw-mandate",
)
"""Pages of which a test takes the change back, so that the next person finds what this one found."""

WORDS = {"present": "zqpresent", "political": "zqpolitical", "parliamentary": "zqparliament", "minutes": "zqminute"}
CANARIES = ("zqbody", "zqdecision", "zqonrecord", "zqpublic", *WORDS.values())
"""A word in every field of team B's meetings."""


def with_meetings(now, ids):
    """Give both teams a body, a meeting with its agenda and paper, a mandate and a public line."""
    from prepoll_web.jobs.actions import ask_for, take
    from prepoll_web.jobs.work import do
    from prepoll_web.meetings.drafting import asked_for
    from prepoll_web.meetings.models import Meeting
    from prepoll_web.teams.models import User

    for team, who in (("a", "owner"), ("b", ids["b"]["owner"])):
        by, here = User.objects.get(username=who), ids[team]
        held(by, here, now, hide=team == "b")
        meeting = Meeting.objects.get(id=here["meeting"])
        ask_for(by, here["team"], here["case"], "agenda", asked_for(meeting, 7, 40), now)
    while taken := take(now):
        do(taken)
    return ids


def held(by, here, now, *, hide):
    """Hold the meeting of a team."""
    from prepoll_web.approvals.actions import make_body, name_speaker
    from prepoll_web.approvals.models import Kind
    from prepoll_web.meetings import actions
    from prepoll_web.meetings.granting import grant
    from prepoll_web.meetings.models import ItemKind
    from prepoll_web.meetings.public_line import Says

    team = here["team"]
    body = make_body(by, team, "zqbody" if hide else "State executive", [Kind.MANDATE], now)
    for user in (by.username,) if hide else ("owner", "approver"):
        name_speaker(by, team, body.id, user, now)
    called = actions.Called(body.id, "LM", now)
    meeting = actions.call_meeting(by, team, here["case"], called, now)
    for kind, word in WORDS.items():
        text = word if hide else f"Told: {kind}."
        actions.write_down(by, team, meeting.id, actions.Written(ItemKind(kind), text), now)
    text = "zqdecision" if hide else "The president is authorised to negotiate with HL."
    decision = actions.write_down(by, team, meeting.id, actions.Written(ItemKind.DECISION, text), now)
    on_record = "zqonrecord" if hide else "Talks may go on."
    mandate = grant(by, team, meeting.id, granted(by.username, decision.id, now, on_record=on_record), now)
    text = "zqpublic" if hide else "The Lantern Movement is open to an alliance; nothing is agreed."
    said = actions.Said(text, {"HL": Says.SEEKS, "": Says.SILENT}, date(2030, 3, 18), mandate.id)
    line = actions.settle_line(by, team, meeting.id, said, now)
    here |= {"body": body.id, "meeting": meeting.id, "mandate": mandate.id, "public_line": line.id}
    here |= {"decision": decision.id}


def granted(holder, decision, now, **changed):
    """Return what a mandate of the tests says: LM talks with HL and keeps Tidewick, for sixty years."""
    from prepoll_web.meetings.granting import Granted
    from prepoll_web.meetings.limits import Bound, Limits
    from prepoll_web.meetings.terms import Terms

    everywhere = frozenset({"SAL", "GUL", "TID", "MIL", "HIG", "OAK"})
    limits = {
        "party": "LM",
        "partners": frozenset({"HL", "FF"}),
        "keep": frozenset({"TID"}),
        "at_least": (Bound("LM", "everywhere", everywhere, 1),),
        "at_most": (Bound(None, "everywhere", everywhere, 2),),
        "until": now.replace(year=2090),
        **{key: value for key, value in changed.items() if key != "on_record"},
    }
    return Granted(holder, decision, Terms(Limits(**limits), changed.get("on_record", "Talks may go on.")))


def meetings_form(world, page, team):
    """Return what a form of the meetings is sent with to be taken; nothing for other pages."""
    if page not in CHANGES:
        return {}
    ids = world.ids[team]
    holder = "owner" if team == "a" else ids["owner"]
    stands = {f"says-{code}": "silent" for code in ("CP", "HL", "any-other")}
    terms = {"decision": str(ids["decision"]), "holder": holder, "partners": ["HL"], "until": "2090-03-20T18:00"}
    return {
        "make-body": {"name": "Another body", "needed_for": ["offer"]},
        "ask-body": {"needed_for": ["mandate", "offer"]},
        "name-speaker": {"user": "approver" if team == "a" else holder},
        "end-speaker": {"user": holder},
        "call-meeting": {"body": str(ids["body"]), "party": "LM", "begins_at": "2030-04-02T11:00"},
        "draft-agenda": {"seed": 7, "draws": 41},
        "write-paper": {"kind": "minutes", "text": "Noted."},
        "grant-mandate": terms,
        "change-mandate": {**terms, "version": 1, "approvals": 0},
        "sign-mandate": {"seen": seen(ids)},
        "public-line": {"text": "Nothing is agreed.", "said_on": "2030-03-18", **stands},
    }.get(page, {})


def seen(ids):
    """Return the digest of the text of a team's mandate."""
    from prepoll_web.approvals.texts import digest_of
    from prepoll_web.meetings.mandates import text_of
    from prepoll_web.meetings.models import Mandate

    return digest_of(text_of(Mandate.objects.select_related("holder", "decision").get(id=ids["mandate"])))


def meetings_again(world, page, team):
    """Have the mandate approved where an approval is to be taken back, and the approver speak for nobody yet."""
    from prepoll_web.approvals.models import Speaker
    from prepoll_web.meetings.granting import sign

    ids = world.ids[team]
    if page == "unsign-mandate":
        sign(world.user("owner" if team == "a" else "stranger"), ids["team"], ids["mandate"], seen(ids), world.now)
    if page == "name-speaker" and team == "a":
        Speaker.objects.filter(user__username="approver").delete()
