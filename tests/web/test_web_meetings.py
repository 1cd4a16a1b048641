"""Meetings from their call to their closing: the agenda, the paper, mandates in force by the clock, the public line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from web_meetings_world import granted, seen

from prepoll.cli import app
from prepoll.errors import UsageError
from prepoll.names import Stance, Verdict
from prepoll_web.approvals.actions import TextMovedError, make_body, name_speaker
from prepoll_web.approvals.models import Kind
from prepoll_web.cases.working import working_folder
from prepoll_web.evidence import actions as evidence
from prepoll_web.jobs.actions import take
from prepoll_web.jobs.models import Job
from prepoll_web.jobs.work import do
from prepoll_web.meetings import actions, granting
from prepoll_web.meetings.limits import breaches
from prepoll_web.meetings.mandates import State, judge, limits_of, mandate_for, text_of
from prepoll_web.meetings.models import Item, ItemKind, Mandate, Meeting, PublicLine
from prepoll_web.meetings.public_line import CONTRADICTED_BY, Says
from prepoll_web.meetings.watching import flagged
from prepoll_web.teams.models import Membership, Role, Team

END = datetime(2090, 4, 1, 9, 30, tzinfo=UTC)


def team_of(world):
    return Team.objects.get(id=world.ids["a"]["id"])


def meeting_of(world):
    return Meeting.objects.select_related("team", "case", "body").get(id=world.ids["a"]["meeting"])


def mandate_of(world):
    rows = Mandate.objects.select_related("team", "case", "holder", "decision", "meeting")
    return rows.get(id=world.ids["a"]["mandate"])


def member(world, name):
    return Membership.objects.select_related("team", "user").get(team=team_of(world), user=world.user(name))


def write(world, kind, text, instead_of=None, by="analyst"):
    written = actions.Written(ItemKind(kind), text, instead_of)
    return actions.write_down(world.user(by), world.ids["a"]["team"], world.ids["a"]["meeting"], written, world.now)


def sign(world, by="approver", at=None):
    ids = world.ids["a"]
    return granting.sign(world.user(by), ids["team"], ids["mandate"], seen(ids), at or world.now)


def change(world, by="approver", version=1, approvals=0, at=None, **changed):
    ids = world.ids["a"]
    looked_at = granting.Seen(ids["team"], ids["mandate"], version, approvals)
    what = granted("negotiator", ids["decision"], world.now, **changed)
    return granting.change(world.user(by), looked_at, what, at or world.now)


def state_at(world, at):
    return judge(mandate_of(world), at).state


def found_for(world, name, partners, at=None):
    return mandate_for(team_of(world), meeting_of(world).case, member(world, name), partners, at or world.now)


def test_the_agenda_is_that_of_the_command_line_with_its_run_pinned(world, tmp_path):
    client = world.usual_client("analyst")
    assert client.post(world.at("draft-agenda"), {"seed": 7, "draws": 40}).status_code == 302
    while taken := take(world.now):
        do(taken)
    found = meeting_of(world)
    options = ["--for", "meeting", "--party", "LM", "--seed", "7", "--draws", "40", "--out", str(tmp_path / "out")]
    app(["brief", str(working_folder(found.case)), *options], standalone_mode=False)
    assert found.agenda == (tmp_path / "out" / "agenda.md").read_text(encoding="utf-8")
    assert (found.seed, found.draws, found.as_of) == (7, 40, date(2030, 3, 18))
    event = world.events().filter(what="agenda_drafted").last()
    assert event.details["input_hash"] == found.input_hash
    assert len(found.input_hash) == 64
    text = client.get(world.at("meeting")).content.decode()
    assert found.input_hash in text
    assert "<h4>Decisions asked</h4>" in text


def test_an_agenda_that_comes_after_the_minutes_were_closed_is_not_put_in(world):
    ids, before = world.ids["a"], meeting_of(world).agenda
    world.usual_client("analyst").post(world.at("draft-agenda"), {"seed": 8, "draws": 40})
    actions.close(world.user("analyst"), ids["team"], ids["meeting"], world.now)
    while taken := take(world.now):
        do(taken)
    assert "minutes of the meeting are closed" in Job.objects.get(kind="agenda", asked__seed=8).problem
    assert (meeting_of(world).agenda, meeting_of(world).seed) == (before, 7)


def test_viewers_see_of_a_meeting_no_more_than_that_its_agenda_was_drafted(world):
    client = world.usual_client("viewer")
    text = client.get(world.at("jobs")).content.decode() + client.get(world.at("team")).content.decode()
    text += client.get(world.at("case")).content.decode() + client.get(world.at("deadlines")).content.decode()
    assert "Agenda of a meeting" in text
    for word in ("State executive", "authorised to negotiate", "Talks may go on", "/mandates/", "mandate"):
        assert word not in text


def test_the_brief_of_the_same_run_is_linked(world):
    found = meeting_of(world)
    client, page = world.usual_client("analyst"), world.at("meeting")
    assert "The brief of the same run" in client.get(page).content.decode()
    Meeting.objects.filter(id=found.id).update(draws=41)
    assert "The brief of the same run" not in client.get(page).content.decode()


def test_an_agenda_says_when_the_case_has_changed_since_its_run(world):
    from prepoll_web.evidence.actions import set_day

    client, page = world.usual_client("analyst"), world.at("meeting")
    assert "The case has changed since" not in client.get(page).content.decode()
    found = meeting_of(world)
    set_day(world.user("owner"), world.ids["a"]["team"], found.case_id, found.as_of + timedelta(days=1), world.now)
    assert "The case has changed since" in client.get(page).content.decode()
    client.post(world.at("draft-agenda"), {"seed": 7, "draws": 40})
    while taken := take(world.now):
        do(taken)
    assert "The case has changed since" not in client.get(page).content.decode()


def test_a_paper_is_added_to_and_corrected_by_newer_rows_only(world):
    first = write(world, "political", "Three booths have no agent.")
    second = write(world, "political", "Four booths have no agent.", first.id, by="negotiator")
    assert (second.number, second.instead_of) == (first.number + 1, first)
    assert Item.objects.get(id=first.id).text == "Three booths have no agent."
    with pytest.raises(actions.CorrectedError):
        write(world, "political", "Five booths have no agent.", first.id)
    event = world.events().last()
    assert (event.what, event.who) == ("item_corrected", "negotiator")
    assert (event.details["before"], event.details["after"]) == (first.text, second.text)
    page = world.usual_client("viewer").get(world.at("meeting"))
    assert page.status_code == 403
    text = world.usual_client("analyst").get(world.at("meeting")).content.decode()
    assert "<del>Three booths have no agent.</del>" in text


def test_a_row_is_corrected_in_its_own_meeting_and_kind_alone(world):
    theirs = Item.objects.filter(meeting_id=world.ids["b"]["meeting"]).first()
    own = write(world, "decision", "Agreed.")
    for kind, row in ((theirs.kind, theirs.id), ("minutes", own.id)):
        with pytest.raises(Http404):
            write(world, kind, "Something else.", row)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 8001, "a\x00b"])
def test_a_text_that_will_not_do_is_sent_back(world, text):
    with pytest.raises(UsageError, match="1 to 8000"):
        write(world, "minutes", text)
    sent = world.usual_client("analyst").post(world.at("write-paper"), {"kind": "minutes", "text": text})
    assert sent.status_code == 422


def test_closed_minutes_take_nothing_more(world):
    ids = world.ids["a"]
    actions.close(world.user("analyst"), ids["team"], ids["meeting"], world.now)
    with pytest.raises(actions.ClosedError):
        write(world, "minutes", "Too late.")
    with pytest.raises(actions.ClosedError):
        actions.close(world.user("analyst"), ids["team"], ids["meeting"], world.now)
    client = world.usual_client("analyst")
    sent = client.post(world.at("write-paper"), {"kind": "minutes", "text": "Written too late."})
    assert (sent.status_code, "Written too late." in sent.content.decode()) == (422, True)  # and it is not lost
    assert client.post(world.at("draft-agenda"), {}).status_code == 422
    assert "Write it down" not in client.get(world.at("meeting")).content.decode()


def test_nobody_writes_into_another_team_s_paper(world):
    ids = world.ids["b"]
    with pytest.raises(Http404):
        actions.close(world.user("owner"), ids["team"], ids["meeting"], world.now)
    with pytest.raises(Http404):
        actions.close(world.user("owner"), world.ids["a"]["team"], ids["meeting"], world.now)
    with pytest.raises(PermissionDenied):
        write(world, "minutes", "By a viewer.", by="viewer")


def test_all_of_a_meeting_is_handed_out_as_markdown(world):
    old = write(world, "decision", "The talks are kept short.")
    write(world, "decision", "The talks end in a week.", old.id)
    text = world.usual_client("analyst").get(world.at("meeting-md")).content.decode()
    assert text.startswith("# State executive, 01 April 2030, 09:30 UTC\n")
    for line in (
        "## Present",
        "1. Told: present.",
        "## Decided",
        "The talks end in a week.",
        "## Public line",
        "## Agenda",
    ):
        assert line in text
    assert "The talks are kept short." not in text


def test_a_mandate_is_in_force_from_its_approval_to_its_end(world):
    assert state_at(world, world.now) is State.DRAFT
    sign(world)
    assert state_at(world, world.now) is State.IN_FORCE
    assert state_at(world, END - timedelta(microseconds=1)) is State.IN_FORCE
    assert state_at(world, END) is State.LAPSED
    assert state_at(world, END + timedelta(days=9)) is State.LAPSED


def test_the_mandate_for_talks_is_that_of_the_member_the_parties_and_the_hour(world):
    change(world, by="analyst")
    assert found_for(world, "negotiator", ["HL"]) is None  # not approved yet
    sign(world)
    assert found_for(world, "negotiator", ["HL"]) == mandate_of(world)
    assert found_for(world, "negotiator", ["FF", "HL"]) == mandate_of(world)
    assert found_for(world, "negotiator", ["HL", "CP"]) is None
    assert found_for(world, "owner", ["HL"]) is None
    assert found_for(world, "negotiator", ["HL"], END) is None
    theirs = Membership.objects.select_related("user").get(user=world.user("stranger"))
    assert mandate_for(team_of(world), meeting_of(world).case, theirs, ["HL"], world.now) is None
    granting.unsign(world.user("approver"), world.ids["a"]["team"], world.ids["a"]["mandate"], world.now)
    assert found_for(world, "negotiator", ["HL"]) is None


def test_a_withdrawn_mandate_is_gone_for_good(world):
    sign(world)
    ids = world.ids["a"]
    with pytest.raises(PermissionDenied):
        granting.withdraw(world.user("negotiator"), ids["team"], ids["mandate"], world.now)
    granting.withdraw(world.user("approver"), ids["team"], ids["mandate"], world.now)
    assert state_at(world, world.now) is State.WITHDRAWN
    for act in (lambda: sign(world, "owner"), lambda: change(world, approvals=1)):
        with pytest.raises(granting.MandateMovedError, match="withdrawn"):
            act()


def test_an_approver_extends_a_mandate_and_it_is_approved_anew_with_the_difference_shown(world):
    sign(world)
    with pytest.raises(PermissionDenied):
        change(world, by="analyst", approvals=1)
    change(world, approvals=1, until=END + timedelta(days=3))
    judged = judge(mandate_of(world), world.now)
    assert judged.state is State.DRAFT
    assert {row.place for row in judged.standing.stale} == {"holder", "until", "version"}
    text = world.usual_client("approver").get(world.at("mandate")).content.decode()
    assert "<del>Saturday, 1 April 2090, 09:30 UTC</del>" in text
    assert "<ins>Tuesday, 4 April 2090, 09:30 UTC</ins>" in text
    sign(world)
    assert state_at(world, END + timedelta(days=2)) is State.IN_FORCE
    assert [row.version for row in mandate_of(world).editions.all()] == [1, 2]
    event = world.events().filter(what="mandate_changed").get()
    assert "2090-04-01T09:30" in event.details["before"]
    assert "2090-04-04T09:30" in event.details["after"]


def test_a_lapsed_mandate_is_extended_before_it_is_approved(world):
    with pytest.raises(granting.MandateMovedError, match="has ended by now"):
        sign(world, at=END)
    with pytest.raises(UsageError, match="ends in the future"):
        change(world, at=END)
    change(world, at=END, until=END + timedelta(days=1))
    sign(world, at=END)
    assert state_at(world, END) is State.IN_FORCE


def test_of_an_edit_and_an_approval_of_what_was_seen_one_wins(world):
    ids, old = world.ids["a"], seen(world.ids["a"])
    change(world, by="analyst", until=END + timedelta(days=3))
    with pytest.raises(TextMovedError):
        granting.sign(world.user("approver"), ids["team"], ids["mandate"], old, world.now)
    sign(world)
    for version, approvals in ((1, 0), (2, 0), (1, 1)):
        with pytest.raises(granting.MandateMovedError, match="changed or approved"):
            change(world, version=version, approvals=approvals)
    assert state_at(world, world.now) is State.IN_FORCE


def test_a_joint_mandate_takes_both_bodies(world):
    ids = world.ids["a"]
    national = make_body(world.user("owner"), ids["team"], "National body", [Kind.MANDATE], world.now)
    name_speaker(world.user("owner"), ids["team"], national.id, "owner", world.now)
    assert not sign(world, "approver").complete
    assert state_at(world, world.now) is State.DRAFT
    assert sign(world, "owner").complete
    assert state_at(world, world.now) is State.IN_FORCE


def test_what_a_mandate_says_is_what_an_offer_is_held_against(world):
    limits = limits_of(mandate_of(world))
    assert limits == granted("x", None, world.now).terms.limits
    offer = {"LM": frozenset({"TID"}), "HL": frozenset({"SAL", "GUL", "MIL"})}
    rows = breaches(limits, ["HL"], offer, world.now)
    assert [row.words for row in rows] == ["3 seats everywhere go to partners; the mandate concedes no more than 2."]


def test_every_part_of_a_mandate_s_text_is_under_its_approval(world):
    found = mandate_of(world)
    before = text_of(found)
    for name, value in (("version", 2), ("until", END + timedelta(microseconds=1)), ("holder", world.user("approver"))):
        was = getattr(found, name)
        setattr(found, name, value)
        assert text_of(found) != before, name
        setattr(found, name, was)
    for key in found.terms:
        assert text_of(replace_term(found, key)) != before, key
    assert text_of(found) == before


def replace_term(found, key):
    changed = Mandate(**{f.attname: getattr(found, f.attname) for f in Mandate._meta.concrete_fields})
    changed.terms = {**found.terms, key: "something else"}
    return changed


def test_only_who_may_negotiate_holds_a_mandate(world):
    ids = world.ids["a"]
    for name in ("viewer", "analyst", "zquser"):
        what = granted(name, ids["decision"], world.now)
        with pytest.raises(UsageError, match="held by a negotiator"):
            granting.grant(world.user("analyst"), ids["team"], ids["meeting"], what, world.now)
    what = granted("negotiator", world.ids["b"]["decision"], world.now)
    with pytest.raises(Http404):
        granting.grant(world.user("analyst"), ids["team"], ids["meeting"], what, world.now)
    what = granted("negotiator", ids["decision"], world.now)
    with pytest.raises(Http404):
        granting.grant(world.user("stranger"), ids["team"], ids["meeting"], what, world.now)


FORM = {"holder": "negotiator", "partners": ["HL", "FF"], "keep": ["TID"], "until": "2090-04-01T18:00", "most-0": 1}


def test_a_mandate_is_written_by_its_form_and_starts_from_the_agenda(world):
    client, ids = world.usual_client("analyst"), world.ids["a"]
    page = client.get(world.at("grant-mandate")).content.decode()
    assert meeting_of(world).draft["on_record"] in page.replace("&#x27;", "'")
    form = {**FORM, "decision": str(ids["decision"]), "least-1": 1, "single": "HL in The Coast: 1"}
    wrong = client.post(world.at("grant-mandate"), {**form, "single": "HL in Nowhere: 1\nLM: 2\nFF"})
    assert wrong.status_code == 422
    assert "Cannot read: HL in Nowhere: 1 / LM: 2 / FF" in wrong.content.decode()
    late = client.post(world.at("grant-mandate"), {**form, "until": "2030-03-01T18:00"})
    assert (late.status_code, "ends in the future" in late.content.decode()) == (422, True)
    assert client.post(world.at("grant-mandate"), form).status_code == 302
    made = Mandate.objects.order_by("-made_at").exclude(id=ids["mandate"]).filter(team=team_of(world)).get()
    coast = frozenset({"SAL", "GUL", "TID"})
    rows = [(row.party, row.where, row.seats == coast, row.number) for row in limits_of(made).at_least]
    assert rows == [("LM", "The Coast", True, 1)]
    rows = [(row.party, row.where, row.number) for row in limits_of(made).at_most]
    assert rows == [(None, "everywhere", 1), ("HL", "The Coast", 1)]
    assert made.until == datetime(2090, 4, 1, 18, 0, tzinfo=UTC)


def test_changing_a_mandate_by_its_form_begins_with_what_it_says(world):
    client = world.usual_client("approver")
    page = client.get(world.at("change-mandate"))
    form = page.context["form"]
    start = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(world.at("change-mandate"), {**start, "until": "2090-04-01T09:30"}).status_code == 302
    now = mandate_of(world)
    assert (now.version, now.holder.username) == (2, "owner")
    before, after = (row.text for row in now.editions.all())
    assert {**before, "version": 2} == after


def test_the_page_of_a_mandate_says_when_it_came_too_late(world):
    client = world.usual_client("approver")
    assert client.post(world.at("sign-mandate"), {}).status_code == 409
    sent = client.post(world.at("sign-mandate"), {"seen": "0" * 64})
    assert (sent.status_code, "changed after you read it" in sent.content.decode()) == (409, True)
    assert client.post(world.at("sign-mandate"), {"seen": seen(world.ids["a"])}).status_code == 302
    sent = client.post(world.at("sign-mandate"), {"seen": seen(world.ids["a"])})
    assert (sent.status_code, "approved already" in sent.content.decode()) == (409, True)
    assert client.post(world.at("unsign-mandate")).status_code == 302
    assert client.post(world.at("unsign-mandate")).status_code == 409


REFUSAL = "The Lantern Movement ruled out any alliance with the Harbour League, Tamsin Wick said."
TALKS = "The Lantern Movement is in talks with the Harbour League, Tamsin Wick said."


def said_in_the_news(world, text, day):
    ids = world.ids["a"]
    draft = evidence.Draft(text, ".md", day, "An article")
    at = world.now + timedelta(hours=1)
    found = evidence.add_article(world.user("owner"), ids["team"], ids["case"], draft, at)
    if day > date(2030, 3, 18):
        evidence.set_day(world.user("owner"), ids["team"], ids["case"], day, at)
    return found


def against(world):
    line = PublicLine.objects.select_related("meeting__case").get(meeting=meeting_of(world), ended_at=None)
    return [(row.clash.statement.stance, row.clash.about, row.article) for row in flagged([line])[line.id]]


@pytest.mark.parametrize("day", [date(2030, 3, 18), date(2030, 3, 20)])
def test_a_later_statement_against_the_line_is_flagged_from_the_news(world, day):
    assert against(world) == []
    article = said_in_the_news(world, REFUSAL, day)
    assert against(world) == [(Stance.RULES_OUT, "HL", article.id)]
    client = world.usual_client("analyst")
    text = client.get(world.at("meeting")).content.decode()
    assert "Said since, against the public line" in text
    assert f"/articles/{article.id}/" in text
    for page in ("team-meetings", "meetings"):
        assert "1 later statement contradicts it" in client.get(world.at(page)).content.decode()


@pytest.mark.parametrize(("text", "day"), [(TALKS, date(2030, 3, 20)), (REFUSAL, date(2030, 3, 17))])
def test_what_goes_together_with_the_line_or_came_before_it_is_not_flagged(world, text, day):
    said_in_the_news(world, text, day)
    assert against(world) == []


def test_what_was_known_on_the_day_of_the_line_is_not_flagged(world):
    said_in_the_news(world, REFUSAL, date(2030, 3, 20))
    said = actions.Said("Open to it.", {"HL": Says.SEEKS}, date(2030, 3, 20))
    later = world.now + timedelta(hours=2)
    actions.settle_line(world.user("analyst"), world.ids["a"]["team"], world.ids["a"]["meeting"], said, later)
    assert against(world) == []


def test_a_statement_that_was_rejected_is_not_held_against_the_line(world):
    said_in_the_news(world, REFUSAL, date(2030, 3, 20))
    line = PublicLine.objects.select_related("meeting__case").get(meeting=meeting_of(world), ended_at=None)
    key = flagged([line])[line.id][0].clash.statement.id
    decision = evidence.Decision(key, Verdict.REJECTED, "")
    evidence.judge(world.user("owner"), world.ids["a"]["team"], world.ids["a"]["case"], decision, world.now)
    assert against(world) == []


def test_a_line_given_up_is_held_against_nothing_and_another_takes_its_place(world):
    ids = world.ids["a"]
    said_in_the_news(world, REFUSAL, date(2030, 3, 20))
    said = actions.Said("It is ruled out.", {"HL": Says.REFUSES}, date(2030, 3, 18))
    actions.settle_line(world.user("analyst"), ids["team"], ids["meeting"], said, world.now)
    assert against(world) == []
    assert PublicLine.objects.filter(meeting=meeting_of(world)).count() == 2
    line = PublicLine.objects.get(meeting=meeting_of(world), ended_at=None)
    actions.end_line(world.user("analyst"), ids["team"], line.id, world.now)
    actions.end_line(world.user("analyst"), ids["team"], line.id, world.now)
    assert world.events().filter(what="public_line_ended").count() == 1
    page = world.usual_client("analyst").get(world.at("team-meetings")).content.decode()
    assert "contradict" not in page


def test_the_draft_of_a_line_keeps_the_hedges_and_says_what_the_ledger_knows(world):
    said_in_the_news(world, REFUSAL.replace("Harbour League", "Covenant Party"), date(2030, 3, 20))
    page = world.usual_client("analyst").get(world.at("public-line"))
    form = page.context["form"]
    assert form["text"].value().startswith("Talks may go on.")  # what the mandate lets be said comes first
    stands = {field.html_name: field.value() for field in form.by_name()}
    assert stands["says-CP"] == "refuses"
    assert [field.html_name for field in form.the_rest()] == ["says-MU"]  # nobody has spoken of it and LM
    assert form["said_on"].value() == date(2030, 3, 20)


def test_every_stance_has_its_place_in_what_contradicts_a_line():
    everything = frozenset().union(*CONTRADICTED_BY.values())
    assert everything == frozenset(Stance)
    assert not CONTRADICTED_BY[Says.AGREED] & CONTRADICTED_BY[Says.REFUSES]
    assert CONTRADICTED_BY[Says.SILENT] == frozenset()


def test_what_is_written_is_shown_as_text(world):
    write(world, "decision", "<script>alert(1)</script> **bold**")
    Meeting.objects.filter(id=meeting_of(world).id).update(agenda="# <b>x</b>\n\n- **<i>y</i>** \\*z &lt;q>")
    text = world.usual_client("analyst").get(world.at("meeting")).content.decode()
    assert "<script>alert" not in text
    assert "<h3>&lt;b&gt;x&lt;/b&gt;</h3>" in text
    assert "<li><strong>&lt;i&gt;y&lt;/i&gt;</strong> *z &lt;q&gt;</li>" in text


def test_a_meeting_is_called_for_an_hour_of_the_country(world):
    ids, client = world.ids["a"], world.usual_client("analyst")
    form = {"body": str(ids["body"]), "party": "LM", "begins_at": "2030-04-02T11:00"}
    assert client.post(world.at("call-meeting"), {**form, "party": "NOBODY"}).status_code == 422
    assert client.post(world.at("call-meeting"), {**form, "body": str(world.ids["b"]["body"])}).status_code == 422
    assert client.post(world.at("call-meeting"), form).status_code == 302
    made = Meeting.objects.filter(team=team_of(world)).order_by("-begins_at").first()
    assert made.begins_at == datetime(2030, 4, 2, 11, 0, tzinfo=UTC)
    called = actions.Called(world.ids["b"]["body"], "LM", world.now)
    with pytest.raises(UsageError, match="no such body"):
        actions.call_meeting(world.user("owner"), ids["team"], ids["case"], called, world.now)


def test_a_holder_who_may_negotiate_no_more_has_no_mandate(world):
    change(world, by="analyst")
    sign(world)
    page, client = world.at("mandate"), world.usual_client("analyst")
    assert "may not negotiate any more" not in client.get(page).content.decode()
    Membership.objects.filter(user=world.user("negotiator")).update(role=Role.ANALYST)
    assert "may not negotiate any more" in client.get(page).content.decode()
    assert found_for(world, "negotiator", ["HL"]) is None
