"""Three people of two teams in Chromium, on a real case: from an executive meeting to an agreement signed in time."""

import json
import re
import zipfile
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from prepoll.cli import app

CASE = "cases/jammu-kashmir-2024"
DRAWS, SEED = 200, 20240319
KASHMIR = ZoneInfo("Asia/Kolkata")
SECRETS = ("zqreserve", "zqmandate", "0.0625", "zqournote")
AGREED = {"UDH": "DPAP", "ANR": "JKAP", "JAM": "DPAP"}
PATIENCE = 60_000
"""Milliseconds for the first study of a case on a busy machine."""
CONTRADICTS = (
    "Apni Party president Altaf Bukhari said in Srinagar on Sunday that his party is in talks with the BJP "
    "for an alliance in the Lok Sabha election."
)


class Hour:
    """The hour in Srinagar, for everybody who asks."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def is_now(self, text):
        self.now = datetime.fromisoformat(text).replace(tzinfo=KASHMIR)
        return self.now


@pytest.fixture
def hour(monkeypatch):
    return Hour(monkeypatch)


class Parties:
    """Two teams on one server: the secretary and the president of one party, the chairman of another."""

    def __init__(self, archive, at):
        from prepoll_web.cases.actions import add_case
        from prepoll_web.teams.actions import add_member, found_team, make_user
        from prepoll_web.teams.models import Role

        people = {name: make_user(name, "a long enough phrase") for name in ("mir", "bukhari", "azad")}
        ours = found_team(people["mir"], "Apni Party", at).team
        add_member(people["mir"], ours.slug, people["bukhari"], Role.NEGOTIATOR, at)
        theirs = found_team(people["azad"], "Azad Party", at).team
        self.team = {"mir": ours.slug, "bukhari": ours.slug, "azad": theirs.slug}
        self.case = {}
        for who, slug in (("mir", ours.slug), ("azad", theirs.slug)):
            with archive.open("rb") as file:
                self.case[slug] = add_case(people[who], slug, file, at).id

    def at(self, who, page):
        """Return the address of a page of somebody's team or case."""
        team = self.team[who]
        keys = {"team": team} if page in ("team", "deadlines", "bodies", "team-meetings", "record") else None
        return reverse(page, kwargs=keys or {"team": team, "case": self.case[team]})


@pytest.fixture
def archive(root, tmp_path):
    path = tmp_path / "jammu-kashmir-2024.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for each in sorted((root / CASE).rglob("*")):
            if each.is_file():
                written.write(each, each.relative_to(root / CASE))
    return path


@pytest.fixture
def sit(world, archive, hour, look):
    """Give a way to sit down at the desk as somebody, at an hour, on a page."""
    parties = Parties(archive, hour.is_now("2024-03-19T09:00"))

    @contextmanager
    def down(who, at, page):
        hour.is_now(at)
        with look(who) as opened:
            opened.set_default_timeout(PATIENCE)
            opened.goto(parties.at(who, page) if "/" not in page else page)
            yield opened

    down.parties = parties
    return down


def press(page, name):
    said = re.compile(re.escape(name).replace(":", r"\s*:"))  # words for the ear may stand apart
    with page.expect_navigation():  # a click alone does not wait for what the form leads to
        page.get_by_role("button", name=said).first.click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def do_what_waits(hour):
    """Do the work that was asked for, as a worker does."""
    from prepoll_web.jobs.actions import take
    from prepoll_web.jobs.work import do

    while taken := take(hour.now):
        do(taken)


def path_of(page):
    return re.sub(r"^https?://[^/]+", "", page.url)


def write_offer(page, seats, due):
    for seat, party in seats.items():
        page.locator(f"select[name=seat-{seat}]").select_option(party)
    page.locator("input[name=reply_due]").fill(due)
    press(page, "Keep it and see what it is worth")


def worth(page):
    rows = page.locator("table.worth tbody tr")
    return {
        row.get_attribute("data-party"): float(row.locator("td[data-value]").get_attribute("data-value"))
        for row in rows.all()
    }


def stage(page):
    return page.locator("main .stage").first.inner_text()


def printed(capsys, seats):
    capsys.readouterr()
    asked = ["offer", CASE, "--alliance", "DPAP+JKAP", "--seats", seats, "--json"]
    app([*asked, "--seed", str(SEED), "--draws", str(DRAWS)], standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def hold_the_meeting(sit, hour):
    """The executive takes stock and gives the president a mandate; return the meeting's and the mandate's pages."""
    with sit("mir", "2024-03-19T10:00", "bodies") as page:
        page.locator("input[name=name]").fill("State executive")
        press(page, "Name the body")
        page.get_by_text("Change State executive").click()
        page.get_by_label("Have speak for it").select_option("mir")
        page.get_by_role("button", name="Name", exact=True).click()
        expect(page.get_by_text("For it speak: mir")).to_be_visible()
        page.goto(sit.parties.at("mir", "meetings"))
        page.locator("select[name=party]").select_option("JKAP")
        page.locator("input[name=begins_at]").fill("2024-03-19T11:00")
        press(page, "Call the meeting")
        meeting = path_of(page)
        page.get_by_text("Seed and draws").click()
        page.locator("input[name=draws]").fill(str(DRAWS))
        press(page, "Draft the agenda")
        do_what_waits(hour)
        page.goto(meeting)
        expect(page.get_by_text(f"and {DRAWS} draws by prepoll")).to_be_visible()  # the assessment is pinned to a run
        page.locator("#new-present").fill("Altaf Bukhari, Rafi Ahmad Mir and the executive")
        press(page, "Write it down: Present")
        page.locator("#new-parliamentary").fill("zqmandate reports of the segments")
        press(page, "Write it down: Reported by the parliamentary side")
        page.locator("#new-decision").fill("The president talks with DPAP and JKPC.")
        press(page, "Write it down: Decided")
        follow(page, "Grant a mandate")
        mandate = grant(page)
        expect(page.locator(".state").first).to_have_text("to be approved")
        press(page, "Approve this text")
        expect(page.locator(".state").first).to_have_text("in force")
        page.goto(meeting)
        follow(page, "Draft the public line")
        expect(page.locator("select[name=says-BJP]")).to_have_value("refuses")
        press(page, "Settle the line")
        expect(page.get_by_text("Nothing in the news of the case contradicts it.")).to_be_visible()
    return meeting, mandate


def grant(page):
    page.locator("select[name=holder]").select_option("bukhari")
    for box in page.locator("input[name=partners], input[name=keep]").all():
        box.set_checked(box.get_attribute("value") in ("DPAP", "JKPC"))
    for name, value in (("least-0", "1"), ("most-0", "1"), ("until", "2024-04-22T15:00")):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("textarea[name=on_record]").fill("We talk with like-minded parties; nothing is agreed.")
    press(page, "Write the mandate")
    return path_of(page)


def approach(sit):
    """The president approaches two parties, one of which declines; return the address of the talks with the other."""
    with sit("bukhari", "2024-03-20T10:00", "talks") as page:
        form = page.locator("form", has=page.get_by_role("button", name="Open talks"))
        form.locator("select[name=ours]").select_option("JKAP")
        form.locator("input[name=parties][value=DPAP]").check()
        form.locator("input[name=draws]").fill(str(DRAWS))
        press(page, "Open talks")
        talk = path_of(page)
        page.goto(sit.parties.at("bukhari", "make-approach"))
        page.locator("select[name=ours]").select_option("JKAP")
        for party in ("DPAP", "JKPC"):
            page.locator(f"input[name=parties][value={party}]").check()
        page.locator("input[name=reply_due]").fill("2024-03-22T18:00")
        page.locator("textarea[name=words]").fill("Let us fight this election together.")
        press(page, "Note it")
        expect(page.get_by_role("heading", name="Said in public")).to_be_visible()
        notes = page.locator("li", has=page.locator("input[name=party][value=JKPC]"))
        notes.locator("input[name=note]").fill("We have our own candidate.")
        press(page, "declined JKPC")
        press(page, "answered DPAP")
        answers = page.locator("ul.cards li")
        expect(answers.filter(has_text="JKPC")).to_contain_text("declined")
        expect(answers.filter(has_text="DPAP")).to_contain_text("answered")
    return talk


def join(sit, talk):
    """The president hands over a code, and the chairman joins; return the address of the chairman's own talks."""
    with sit("bukhari", "2024-03-20T12:00", talk) as page:
        page.locator("input[name=reserve]").fill("0.0625")
        page.locator("textarea[name=note]").fill("zqreserve")
        press(page, "Keep it")
        press(page, "Make a code for the team of DPAP")
        code = page.locator("#code").inner_text()
    with sit("azad", "2024-03-20T13:00", "talks") as page:
        page.locator("input[name=code]").fill(code)
        press(page, "Join")
        return path_of(page)


def few_draws():
    """Let the chairman's talks be reckoned with few draws too; a code opens them with as many as is usual."""
    from prepoll_web.talks.models import Talk

    Talk.objects.update(draws=DRAWS, seed=SEED)


def let_one_lapse(sit, talk, their_talk):
    """An offer is sent, and nobody answers in time."""
    with sit("bukhari", "2024-03-21T10:00", talk) as page:
        follow(page, "Write an offer")
        write_offer(page, {"UDH": "DPAP", "ANR": "JKAP", "BAR": "JKAP"}, "2024-03-23T18:00")
        expect(page.get_by_text("Still to be approved by: State executive")).to_be_visible()
        offer = path_of(page)
    with sit("mir", "2024-03-21T11:00", "team") as page:
        turns = page.locator("section.turns li", has_text="Approve round 1")
        expect(turns.locator("strong")).to_have_text("You")
        turns.get_by_role("link").click()
        press(page, "Approve it")
        expect(page.get_by_text("Approved by everybody who has to.")).to_be_visible()
    with sit("bukhari", "2024-03-21T12:00", offer) as page:
        press(page, "Send it")
        assert stage(page) == "open"
    with sit("azad", "2024-03-22T10:00", "team") as page:
        expect(page.locator("section.turns li", has_text="Answer round 1").locator("strong")).to_have_text("You")
        page.goto(sit.parties.at("azad", "deadlines"))
        expect(page.get_by_text("Round 1 of the talks DPAP + JKAP lapses")).to_be_visible()
        expect(page.locator("tr", has_text="Withdrawals close in Udhampur")).to_contain_text("30 Mar 2024, 15:00 IST")
    with sit("azad", "2024-03-23T18:00", their_talk) as page:
        follow(page, "JKAP offers")
        assert stage(page) == "lapsed"
        expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    with sit("bukhari", "2024-03-23T18:05", offer) as page:
        assert stage(page) == "lapsed"


def offer_again(sit, talk, capsys):
    """Udhampur against Anantnag-Rajouri is offered, and is worth what the command line prints; return its address."""
    with sit("bukhari", "2024-03-25T10:00", talk) as page:
        follow(page, "Write an offer")
        page.locator("input[name=campaign]").check()
        page.locator("input[name=withdraw]").check()
        page.locator("textarea[name=note]").last.fill("zqournote")
        write_offer(page, {"UDH": "DPAP", "ANR": "JKAP"}, "2024-03-30T12:00")
        document = printed(capsys, "DPAP=UDH JKAP=ANR")
        assert worth(page) == {side["party"]: side["value"] for side in document["sides"]}
        assert len(worth(page)) == 2
        offer = path_of(page)
        shown = json.loads(page.request.get(f"{offer}offer.json").text())
        for key in ("sides", "counters", "asks", "allocation", "structure"):
            assert shown[key] == document[key]
    with sit("mir", "2024-03-25T11:00", offer) as page:
        press(page, "Approve it")
    with sit("bukhari", "2024-03-25T12:00", offer) as page:
        press(page, "Send it")
        assert stage(page) == "open"
    return offer


def counter(sit, their_talk):
    """The chairman reads the offer with his own figures and nothing of the other side's, and asks for Jammu too."""
    with sit("azad", "2024-03-27T10:00", their_talk) as page:
        follow(page, "JKAP offers 2")
        assert set(worth(page)) == {"DPAP", "JKAP"}
        assert [word for word in SECRETS if word in page.content()] == []
        follow(page, "Answer with an offer")
        write_offer(page, AGREED, "2024-03-30T14:59")
        press(page, "Send it")
        assert stage(page) == "open"


def agree(sit, talk, mandate):
    """What is asked for is outside the mandate; an approver extends it, and the president accepts in time."""
    with sit("bukhari", "2024-03-28T10:00", talk) as page:
        follow(page, "DPAP offers 3")
        expect(page.locator("#outside")).to_contain_text("concedes no more than 1")
        offer = path_of(page)
        press(page, "Accept")
        expect(page.get_by_role("alert")).to_contain_text("An approver may extend the mandate.")
        assert stage(page) == "open"
    with sit("mir", "2024-03-29T10:00", mandate) as page:
        follow(page, "Change or extend it")
        page.locator("input[name=most-0]").fill("2")
        press(page, "Change it")
        press(page, "Approve this text")
        expect(page.locator(".state").first).to_have_text("in force")
        expect(page.locator("ol.paper ins").first).to_be_visible()  # the difference is shown
    with sit("bukhari", "2024-03-30T14:40", offer) as page:
        press(page, "Accept")
        assert stage(page) == "agreed in principle"
        agreement = path_of(page)
    with sit("mir", "2024-03-30T14:50", agreement) as page:
        press(page, "Approve and sign for us")
    with sit("azad", "2024-03-30T14:58", "team") as page:
        turn = page.locator("section.turns li", has_text="Sign the agreement").first
        turn.get_by_role("link").click()
        press(page, "Approve and sign for us")
        assert stage(page) == "signed off by all"
        expect(page.get_by_text("settled on 30 Mar 2024, 14:58 IST")).to_be_visible()  # before 15:00
    return agreement


def show_it(sit, hour, agreement):
    """Map, slate and brief show what was agreed; an obligation is done, a rebel noted."""
    with sit("bukhari", "2024-03-30T16:00", agreement) as page:
        press(page, "Done: JKAP campaigns jointly with the others")
        page.locator("input[name=name]").fill("A former minister")
        press(page, "Note a rebel")
        expect(page.get_by_text("A former minister")).to_be_visible()
        press(page, "Write it into our case")  # with the other side it went in with the last signature
        expect(page.get_by_text("The relation is bound in the evidence")).to_be_visible()
        follow(page, "The map with the agreed slate")
        expect(page.get_by_role("heading", level=1)).to_have_text("Agreement DPAP + JKAP")
        expect(page.locator("a.seat[data-seat=UDH]")).to_be_visible()
        for seat, party in AGREED.items():
            expect(page.locator(f"table.seat-table tr[data-seat={seat}]")).to_contain_text(f"{party} chosen by hand")
        page.goto(agreement)
        press(page, "The brief of the agreement")
        do_what_waits(hour)
        page.goto(agreement)
        press(page, "The brief of the agreement")
        follow(page, "Read the brief")
        expect(page.locator("body")).to_contain_text("DPAP + JKAP together in Jammu and Kashmir")
        expect(page.locator("body")).to_contain_text("DPAP and JKAP have an alliance")
    with sit("azad", "2024-03-30T16:10", "relations") as page:
        assert [word for word in (*SECRETS, "A former minister") if word in page.content()] == []


def contradict(sit, meeting):
    """A statement in the news that goes against the public line is flagged, on its own page and in the list."""
    with sit("mir", "2024-03-31T18:00", "add-article") as page:
        page.locator("input[name=day]").fill("2024-03-31")
        page.locator("input[name=title]").fill("Bukhari on the BJP")
        page.locator("textarea[name=text]").fill(CONTRADICTS)
        press(page, "Add and read")
        page.goto(sit.parties.at("mir", "evidence"))
        page.locator("form.line input[name=day]").first.fill("2024-03-31")
        press(page, "Take the case there")
        page.goto(meeting)
        against = page.locator("section.problem", has_text="Said since, against the public line")
        expect(against).to_contain_text("in talks with the BJP")
        page.goto(sit.parties.at("mir", "team-meetings"))
        expect(page.locator("a.flag")).to_contain_text("contradict")


def test_from_the_executive_meeting_to_an_agreement_in_time(sit, hour, capsys):
    meeting, mandate = hold_the_meeting(sit, hour)
    talk = approach(sit)
    their_talk = join(sit, talk)
    few_draws()
    let_one_lapse(sit, talk, their_talk)
    offer_again(sit, talk, capsys)
    counter(sit, their_talk)
    agreement = agree(sit, talk, mandate)
    show_it(sit, hour, agreement)
    contradict(sit, meeting)
    with sit("mir", "2024-04-01T10:00", f"{sit.parties.at('mir', 'record')}?check=1") as page:
        expect(page.get_by_text("The record holds")).to_be_visible()
