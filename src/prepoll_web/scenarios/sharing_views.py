"""Showing a scenario to others: links, the page behind a link, and exports for the public."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.brief import SilenceError
from prepoll.errors import PrepollError
from prepoll_web.jobs.actions import ask_for
from prepoll_web.jobs.models import State
from prepoll_web.scenarios.access import fetch_scenario
from prepoll_web.scenarios.forms import LinkForm
from prepoll_web.scenarios.kind import SCENARIO_BRIEF, asked
from prepoll_web.scenarios.models import Scenario, ShareLink
from prepoll_web.scenarios.public_page import POLICY
from prepoll_web.scenarios.sharing import Form, export, make_link, read_link, revoke_link, silent_now
from prepoll_web.scenarios.views import SENT_BACK
from prepoll_web.teams.access import Right, may, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership

WITHHELD = 451
"""Unavailable for legal reasons: what a silent period keeps back."""

KINDS = {Form.PAGE: "text/html; charset=utf-8", Form.PNG: "image/png", Form.SVG: "image/svg+xml"}


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """List the links to a scenario with the forms for links and exports; make a link."""
    right = Right.PUBLISH if request.method == "POST" else Right.READ
    member, found = fetch_scenario(signed_in(request), team, scenario, right)
    if request.method != "POST":
        note_reading(member, f"scenario:{found.id}/links", timezone.now())
        return _page(request, member, found, LinkForm())
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, form, status=SENT_BACK)
    try:
        link, secret = make_link(member.user, team, scenario, form.asked(), timezone.now())
    except PrepollError as error:
        status = WITHHELD if isinstance(error, SilenceError) else SENT_BACK
        return _page(request, member, found, form, problem=str(error), status=status)
    address = request.build_absolute_uri(reverse("shared", kwargs={"token": secret}))
    return _page(request, member, found, LinkForm(), made=(link, address))


@require_POST
def revoke(request: HttpRequest, team: str, link: UUID) -> HttpResponse:
    """End a link."""
    found = revoke_link(signed_in(request), team, link, timezone.now())
    return redirect("scenario-links", team=team, scenario=found.scenario_id)


@require_POST
def exported(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Hand out a scenario for the public: a page without scripts, or the map as a picture."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.PUBLISH)
    try:
        form = Form(request.POST.get("form", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        made = export(member.user, team, scenario, form, request.POST.get("answers", ""), timezone.now())
    except PrepollError as error:
        status = WITHHELD if isinstance(error, SilenceError) else SENT_BACK
        return _page(request, member, found, LinkForm(), problem=str(error), status=status)
    response = HttpResponse(made, content_type=KINDS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="scenario.{form.value}"'
    response.headers["Content-Security-Policy"] = POLICY
    return response


@require_POST
def brief(request: HttpRequest, team: str, scenario: UUID) -> HttpResponse:
    """Ask for the brief of a scenario as it stands, and lead to it or to how far it is."""
    member, found = fetch_scenario(signed_in(request), team, scenario, Right.MAKE_BRIEF)
    job = ask_for(member.user, team, found.case_id, SCENARIO_BRIEF.name, asked(found), timezone.now())
    return redirect(SCENARIO_BRIEF.address(job) if job.state == State.DONE else reverse("job", args=(team, job.id)))


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page behind a link to whoever has it."""
    try:
        link = read_link(token, timezone.now())
    except SilenceError as error:
        response = render(request, "scenarios/withheld.html", {"reason": str(error)}, status=WITHHELD)
    else:
        response = HttpResponse(link.page)
        response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(  # noqa: PLR0913 - the page has two forms, a problem, and what was made
    request: HttpRequest,
    member: Membership,
    scenario: Scenario,
    form: LinkForm,
    *,
    problem: str = "",
    made: tuple[ShareLink, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    try:
        silent = silent_now(scenario, now)
    except PrepollError as error:
        silent, problem = "", problem or str(error)
    shown = {
        "member": member,
        "team": scenario.team,
        "case": scenario.case,
        "scenario": scenario,
        "links": scenario.links.select_related("made_by", "revoked_by").order_by("-made_at"),
        "now": now,
        "form": form,
        "problem": problem,
        "made": made,
        "silent": silent,
        "may_publish": may(member, Right.PUBLISH),
    }
    return render(request, "scenarios/links.html", shown, status=status)
