"""Who is in the workbench that the tests use, and what team B must never let out."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from web_deadlines_world import with_deadlines
from web_evidence_world import CANARIES as EVIDENCE_CANARIES
from web_evidence_world import with_evidence
from web_field_world import CANARIES as FIELD_CANARIES
from web_field_world import with_field
from web_meetings_world import CANARIES as MEETING_CANARIES
from web_meetings_world import with_meetings
from web_people_world import with_people
from web_talks_world import CANARIES as TALK_CANARIES
from web_talks_world import with_talks

TUTORIAL = Path(__file__).resolve().parents[2] / "src" / "prepoll" / "case" / "tutorial"
SEED, DRAWS = 7, 40
TEAM_A, TEAM_B = "lantern-desk", "zqslug"
ROLES = ("viewer", "analyst", "negotiator", "approver", "owner")
PEOPLE = ("nobody", "stranger", *ROLES)
STRANGER = "zquser"

CANARIES = (
    "zqscenario",
    "zqteam",
    "zqslug",
    "zquser",
    "zqtitle",
    "zqparty",
    "zqarticle",
    "zqreporter",
    "zqinvited",
    "zqformer",
    "zqmail",
    *EVIDENCE_CANARIES,
    *FIELD_CANARIES,
    *MEETING_CANARIES,
    *TALK_CANARIES,
)
"""A word in every field of team B."""


@dataclass(frozen=True)
class World:
    """The workbench of one test."""

    place: Path
    ids: dict
    now: datetime
    clients: dict = field(default_factory=dict)

    def user(self, name):
        from prepoll_web.teams.models import User

        return User.objects.get(username=STRANGER if name == "stranger" else name)

    def client(self, name="nobody", **options):
        from django.test import Client

        client = Client(**options)
        if name != "nobody":
            client.force_login(self.user(name))
        return client

    def usual_client(self, name):
        """Return a browser in which somebody stays signed in."""
        if name not in self.clients:
            self.clients[name] = self.client(name)
        return self.clients[name]

    def at(self, page, team="a"):
        """Return the address of a page, with the ids of team A's or team B's things."""
        from django.urls import reverse

        from prepoll_web.config.urls import urlpatterns

        ids = self.ids[team]
        pattern = next(each.pattern for each in urlpatterns if each.name == page)
        return reverse(page, kwargs={key: ids[key] for key in pattern.converters})

    def events(self, team="a"):
        """Return the record of a team."""
        from prepoll_web.events.models import Event

        return Event.objects.filter(chain=str(self.ids[team]["id"]))

    def stored(self):
        """Return every file that is kept for cases and runs."""
        return sorted(path for top in ("cases", "runs") for path in (self.place / top).rglob("*") if path.is_file())


def zipped(files):
    """Return a zip file of names and contents."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return io.BytesIO(written.getvalue())


def files_of(folder):
    """Return the files of a folder by their paths in it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def tutorial(**changed):
    """Return the tutorial case as a zip file, with files added or changed."""
    archive = zipped({**files_of(TUTORIAL), **changed})
    archive.name = "tutorial.zip"
    return archive


PLANTED = (
    ("case.toml", 'title = "', 'title = "zqtitle '),
    ("parties.csv", "Covenant Party", "Covenant Party zqparty"),
    ("reports.csv", "Jory Penhale", "zqreporter"),
    ("news/2030-03-12-millworkers-authorise-hask.md", "ruled out any", "zqarticle ruled out any"),
)


def canary_case():
    """Return a case that carries a word to be found in every kind of field."""
    files = files_of(TUTORIAL)
    for file, old, new in PLANTED:
        assert old.encode() in files[file]
        files[file] = files[file].replace(old.encode(), new.encode(), 1)
    return zipped(files)


def build_world(now):
    """Fill a fresh database: teams, people, cases, briefs; through the same actions as everybody."""
    from prepoll_web.cases.actions import add_case
    from prepoll_web.jobs.actions import ask_for, take
    from prepoll_web.jobs.work import do
    from prepoll_web.runs.actions import Pins, make_brief
    from prepoll_web.teams.actions import add_member, found_team, make_user
    from prepoll_web.teams.models import Role

    owner = make_user("owner", "a long enough phrase")
    team = found_team(owner, "Lantern desk", now).team
    for role in ROLES[:-1]:
        add_member(owner, team.slug, make_user(role, "a long enough phrase"), Role(role), now)
    case = add_case(owner, team.slug, tutorial(), now)
    run = make_brief(owner, team.slug, case.id, Pins(SEED, DRAWS), now)
    other = make_user(STRANGER, "a long enough phrase")
    hidden = found_team(other, "zqslug", now).team
    hidden.name = "zqteam"
    hidden.save()
    their_case = add_case(other, hidden.slug, canary_case(), now)
    their_run = make_brief(other, hidden.slug, their_case.id, Pins(SEED, DRAWS), now)
    pins = {"seed": SEED, "draws": DRAWS}
    job = ask_for(owner, team.slug, case.id, "brief", pins, now)
    their_job = ask_for(other, hidden.slug, their_case.id, "brief", pins, now)
    while taken := take(now):
        do(taken)
    ids = {
        "a": {"id": team.id, "team": team.slug, "case": case.id, "run": run.id, "job": job.id},
        "b": {"id": hidden.id, "team": hidden.slug, "case": their_case.id, "run": their_run.id, "job": their_job.id},
    }
    ids["b"]["owner"] = STRANGER
    ids = with_field(now, with_evidence(now, with_scenarios(now, with_people(now, ids))))
    return with_deadlines(now, with_talks(now, with_meetings(now, ids)))


def with_scenarios(now, ids):
    """Add a scenario to each team's case."""
    from prepoll_web.scenarios.actions import Start, make_scenario
    from prepoll_web.scenarios.sharing import LinkAsked, make_link
    from prepoll_web.teams.models import User

    for team, who, name in (("a", "owner", "A trial"), ("b", STRANGER, "zqscenario")):
        by, here = User.objects.get(username=who), ids[team]
        scenario = make_scenario(by, here["team"], here["case"], Start(name, SEED, DRAWS), now)
        link, secret = make_link(by, here["team"], scenario.id, LinkAsked(f"{name} link", 7), now)
        here |= {"scenario": scenario.id, "seat": "SAL", "link": link.id, "token": secret}
    return ids


def bring_back():
    """Put scenarios that were removed back on the list, and take revocations of links back."""
    from prepoll_web.scenarios.models import Scenario, ShareLink

    Scenario.objects.update(removed_at=None)
    ShareLink.objects.update(revoked_at=None)


def scenario_form(world, page, team):
    """Return what a form of a scenario is sent with to be taken; nothing for other pages."""
    from prepoll_web.scenarios.models import Scenario

    found = Scenario.objects.get(id=world.ids[team]["scenario"])
    apart = not any("CP" in bloc for bloc in found.plan["blocs"].get("COAST", ()))
    form = {
        "make-scenario": {"name": "Another", "seed": SEED, "draws": DRAWS},
        "move-party": {"party": "CP", "to": "FF" if apart else "", "board": "COAST"},
        "set-rule": {"rule": "strongest"},
        "set-candidate": {"seat": "SAL", "party": "HL"},
        "set-name": {"seat": "SAL", "party": "HL", **({"take_back": 1} if "names" in found.plan else {})},
        "set-courtesy": {"seat": "SAL", "giver": "LM", "taker": "CP"},
        "scenario-links": {"name": "A newspaper", "days": 3},
        "export-scenario": {"form": "html"},
        "rename-scenario": {"name": "A trial" if team == "a" else "zqscenario"},
    }.get(page, {})
    return {**form, "version": found.version} if "scenario" in page or form else {}
