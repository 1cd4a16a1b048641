"""The scenarios of a case, and playing one on the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prepoll.alliances import StandDown
from prepoll.errors import PrepollError, UsageError
from prepoll.names import SeatCode
from prepoll_web.cases.access import fetch_case
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.actions import (
    ScenarioMovedError,
    Seen,
    can_undo,
    change_plan,
    make_scenario,
    remove,
    rename,
    undo,
)
from prepoll_web.scenarios.board import Hand, make_boards
from prepoll_web.scenarios.figures import Figures, Given, figures
from prepoll_web.scenarios.forms import StartForm
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import (
    Plan,
    SlateRule,
    moved,
    read_plan,
    with_candidate,
    with_courtesy,
    with_name,
    with_rule,
)
from prepoll_web.scenarios.seat_map import geometry, seat_map, swatch
from prepoll_web.scenarios.seat_table import seat_rows as seat_table
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership
from prepoll_web.wording import cutoffs

CONFLICT = 409
SENT_BACK = 422


@require_safe
def of_case(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """List the scenarios of a case, with the form that makes one."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ)
    note_reading(member, f"scenarios:{found.id}", timezone.now())
    return _list(request, member, found.id, StartForm(scenarios=_living(found.id)), "", 200)


@require_POST
def make(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Make a scenario and open it, or say what is wrong with the form."""
    member, found = fetch_case(signed_in(request), team, case, Right.EDIT_SCENARIO)
    form = StartForm(request.POST, scenarios=_living(found.id))
    problem = ""
    if form.is_valid():
        try:
            scenario = make_scenario(member.user, team, case, form.start(), timezone.now())
        except PrepollError as error:
            problem = str(error)
        else:
            return redirect("scenario", team=team, scenario=scenario.id)
    return _list(request, member, found.id, form, problem, SENT_BACK)


@require_safe
def page(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Show a scenario: board, map, seats, totals."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.READ)
    note_reading(member, f"scenario:{found.id}", timezone.now())
    return show(request, member, found, Shown())


@require_POST
def move(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Move a party to another's bloc, or to its own place."""
    party, to, board = (request.POST.get(key, "") for key in ("party", "to", "board"))
    words = _("%(party)s moved to %(to)s") % {"party": party, "to": to or _("its own place")}
    return changed(
        request, team, scenario, words, lambda opened: lambda plan: moved(plan, opened.case, party, to or None, board)
    )


@require_POST
def set_rule(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Choose the rule that says who stands."""
    rule = request.POST.get("rule", "")
    return changed(
        request, team, scenario, _("who stands: by another rule"), lambda _o: lambda plan: with_rule(plan, rule)
    )


@require_POST
def set_candidate(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Choose by hand who stands for a bloc in a seat, or take that back."""
    seat, party, chosen = request.POST.get("seat", ""), request.POST.get("party", ""), "take_back" not in request.POST
    words = _("%(party)s chosen to stand in %(seat)s") if chosen else _("choice of %(party)s in %(seat)s taken back")
    return changed(
        request,
        team,
        scenario,
        words % {"party": party, "seat": seat},
        lambda opened: lambda plan: with_candidate(plan, opened.case, seat, party, chosen=chosen),
    )


@require_POST
def set_courtesy(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Let a party leave a seat to one of another bloc, or take that back."""
    row = StandDown(*(request.POST.get(key, "") for key in ("seat", "giver", "taker")))
    given = "take_back" not in request.POST
    words = _("%(giver)s leaves %(seat)s to %(taker)s") if given else _("%(giver)s stands again in %(seat)s")
    return changed(
        request,
        team,
        scenario,
        words % {"giver": row.giver, "seat": row.seat, "taker": row.taker},
        lambda opened: lambda plan: with_courtesy(plan, opened.case, row, given=given),
    )


@require_POST
def set_name(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Let a party's name stay on the ballot of a seat, as withdrawals have closed there, or take it off."""
    seat, party, stays = request.POST.get("seat", ""), request.POST.get("party", ""), "take_back" not in request.POST
    words = _("the name of %(party)s stays in %(seat)s") if stays else _("the name of %(party)s is off in %(seat)s")
    return changed(
        request,
        team,
        scenario,
        words % {"party": party, "seat": seat},
        lambda opened: lambda plan: with_name(plan, opened.case, seat, party, stays=stays),
    )


@require_POST
def take_back(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Undo the last change."""
    return _acted(
        request, team, scenario, lambda seen, _found: Acted(undo(signed_in(request), seen, timezone.now())), _("undone")
    )


@require_POST
def give_name(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Give a scenario another name."""
    name = request.POST.get("name", "")
    return _acted(
        request,
        team,
        scenario,
        lambda seen, _found: Acted(rename(signed_in(request), seen, name, timezone.now())),
        _("renamed"),
    )


@require_POST
def take_off(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Take a scenario off the list."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.EDIT_SCENARIO)
    try:
        remove(member.user, _seen(request, team, scenario), timezone.now())
    except PrepollError as error:
        status = CONFLICT if isinstance(error, ScenarioMovedError) else SENT_BACK
        return show(request, member, found, Shown(problem=str(error), status=status))
    return redirect("scenarios", team=team, case=found.case_id)


def changed(
    request: HttpRequest, team: str, scenario: UUID, words: str, change: Callable[[Opened], Callable[[Plan], Plan]]
) -> HttpResponse:
    """Change what a scenario supposes, and show it as it then is."""

    def act(seen: Seen, found: Scenario) -> Acted:
        opened = open_case(found.case, found.seed, found.draws)
        return Acted(change_plan(signed_in(request), seen, change(opened), words, timezone.now()), opened)

    return _acted(request, team, scenario, act, words)


@dataclass(frozen=True, slots=True)
class Acted:
    """A scenario after a change, with its case where the change had to open it."""

    scenario: Scenario
    opened: Opened | None = None


def _acted(
    request: HttpRequest, team: str, scenario: UUID, act: Callable[[Seen, Scenario], Acted], words: str
) -> HttpResponse:
    member, before = fetch_scenario(signed_in(request), team, scenario, Right.EDIT_SCENARIO)
    try:
        acted = act(_seen(request, team, scenario), before)
    except ScenarioMovedError as error:
        _, now = fetch_scenario(member.user, team, scenario, Right.EDIT_SCENARIO)
        return show(request, member, now, Shown(problem=str(error), status=CONFLICT))
    except PrepollError as error:
        return show(request, member, before, Shown(problem=str(error), status=SENT_BACK))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(_at("scenario", acted.scenario) + query_of(given_of(request)))
    return show(request, member, acted.scenario, Shown(done=words, before=before, opened=acted.opened))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page has to say besides the scenario: what went wrong, or what was done to which earlier state."""

    problem: str = ""
    status: int = 200
    done: str = ""
    before: Scenario | None = None
    opened: Opened | None = None  # the case, where it was opened for this answer already


def show(request: HttpRequest, member: Membership, scenario: Scenario, said: Shown) -> HttpResponse:
    """Render a scenario: the whole page, or the board alone where htmx asks."""
    partial = bool(request.htmx)  # type: ignore[attr-defined]
    shown: dict[str, object] = {
        "member": member,
        "team": scenario.team,
        "case": scenario.case,
        "scenario": scenario,
        "may_edit": may(member, Right.EDIT_SCENARIO),
        "may_publish": may(member, Right.PUBLISH),
        "partial": partial,
    }
    problem, status = said.problem, said.status
    try:
        opened = said.opened or open_case(scenario.case, scenario.seed, scenario.draws)
    except PrepollError as error:
        problem, status = problem or str(error), max(status, SENT_BACK)
    else:
        given = given_of(request)
        try:
            found = figures(opened, read_plan(scenario.plan), given)
        except PrepollError as error:
            problem, status, given = problem or str(error), max(status, SENT_BACK), None
            found = figures(opened, read_plan(scenario.plan))
        hand = Hand(_at("move-party", scenario) + query_of(given), scenario.version, get_token(request))
        shown |= _playing(opened, scenario, given, found)
        shown["boards"] = make_boards(opened, read_plan(scenario.plan), hand if shown["may_edit"] else None)
        shown["said"] = _said(opened, said, scenario) if said.before else ""
    template = "scenarios/_board.html" if partial else "scenarios/page.html"
    return render(request, template, {**shown, "problem": problem}, status=status)


def given_of(request: HttpRequest) -> Given | None:
    """Read the condition that the figures are asked under: `?seat=…&wins=…`."""
    seat, wins = request.GET.get("seat", ""), request.GET.get("wins", "")
    return Given(seat, wins) if seat and wins else None


def query_of(given: Given | None) -> str:
    """Write a condition as it stands in an address."""
    return "?" + urlencode({"seat": given.seat, "wins": given.party}) if given else ""


def _playing(opened: Opened, scenario: Scenario, given: Given | None, found: Figures) -> dict[str, object]:
    """Return what the page shows of a scenario that can be played."""
    plan, query = read_plan(scenario.plan), query_of(given)
    totals = [(row, swatch(opened.party[row.party]), opened.party[row.party].name) for row in found.totals]
    least = max(next((i for i, (row, _s, _n) in enumerate(totals) if row.seats.high90 == 0), len(totals)), 3)
    place = _at("scenario", scenario)
    return {
        "plan": plan,
        "figures": found,
        "geometry": geometry(opened.sheet),
        "map": seat_map(opened.sheet, found.seats, opened.party),
        "rows": seat_table(found.seats, opened.party, lambda seat: seat_address(place, seat, query)),
        "totals": totals[:least],
        "rest": totals[least:],
        "rules": SlateRule.choices,
        "given": given,
        "given_name": opened.seat[given.seat].name if given else "",
        "query": query,
        "cutoffs": cutoffs(),
        "courtesies": [(row, opened.seat[row.seat].name) for row in plan.structure.courtesies],
        "names_stay": opened.staying_in_words(plan),
        "can_undo": can_undo(scenario),
    }


def _said(opened: Opened, said: Shown, now: Scenario) -> str:
    """Say what was done and whose expected seats it moved."""
    before = said.before or now
    old, new = (figures(opened, read_plan(row.plan)) for row in (before, now))
    return _("Done: %(words)s. %(moves)s") % {"words": said.done, "moves": _moves(old, new)}


def _moves(old: Figures, new: Figures) -> str:
    gains = {party: float(new.won[party].mean() - old.won[party].mean()) for party in new.won}
    told = [f"{p} {gain:+.2f}".replace("-", "−") for p, gain in gains.items() if abs(gain) >= 0.005]
    return (
        _("Expected seats: %(moves)s.") % {"moves": ", ".join(told)} if told else _("No party’s expected seats moved.")
    )


def _seen(request: HttpRequest, team: str, scenario: UUID) -> Seen:
    text = request.POST.get("version", "")
    if not text.isdecimal() or len(text) > 9:
        raise UsageError(_("The form did not say which version it was made for. Load the page again."))
    return Seen(team, scenario, int(text))


def seat_address(place: str, seat: SeatCode, query: str) -> str:
    """Return the address of a seat's page, by the address of its scenario and the condition."""
    return f"{place}seats/{quote(seat, safe='')}/{query}"


def _at(name: str, scenario: Scenario) -> str:
    return reverse(name, kwargs={"team": scenario.team.slug, "scenario": scenario.id})


def _living(case: UUID) -> list[Scenario]:
    rows = Scenario.objects.filter(case_id=case, removed_at=None).select_related("made_by", "changed_by")
    return list(rows.order_by("made_at", "id"))


def _list(
    request: HttpRequest, member: Membership, case: UUID, form: StartForm, problem: str, status: int
) -> HttpResponse:
    found = member.team.cases.get(id=case)
    shown = {
        "member": member,
        "team": member.team,
        "case": found,
        "scenarios": form.scenarios,
        "form": form,
        "problem": problem,
        "may_edit": may(member, Right.EDIT_SCENARIO),
    }
    return render(request, "scenarios/of_case.html", shown, status=status)
