"""Signing in and out, and the list of one's teams."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.commands.output import Row
from prepoll_web.teams.access import signed_in
from prepoll_web.teams.actions import note_failed_sign_in, note_refused_sign_in, note_sign_in, note_sign_out
from prepoll_web.teams.forms import SignInForm
from prepoll_web.teams.handing_out import as_file
from prepoll_web.teams.models import Membership
from prepoll_web.teams.sign_ins import WITHIN, count_failure, forget_failures, must_wait


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password, then go on to the page that was asked for."""
    target, now = _within_here(request), timezone.now()
    name, address = request.POST.get("username", ""), request.META.get("REMOTE_ADDR", "")
    if request.method == "POST" and must_wait(name, address, now):
        note_refused_sign_in(name, now)
        return render(request, "teams/sign_in.html", {"form": SignInForm(request), "wait": WITHIN}, status=429)
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            login(request, form.get_user())
            forget_failures(name, address)
            note_sign_in(signed_in(request), now)
            return redirect(target or settings.LOGIN_REDIRECT_URL)
        count_failure(name, address, now)
        note_failed_sign_in(name, now)
    status = 422 if form.is_bound else 200
    return render(request, "teams/sign_in.html", {"form": form, "next": target}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    user = signed_in(request)
    logout(request)
    note_sign_out(user, timezone.now())
    return redirect("sign-in")


@require_safe
def my_teams(request: HttpRequest) -> HttpResponse:
    """List the teams of who is signed in."""
    return render(request, "teams/my_teams.html", {"memberships": _memberships(request)})


COLUMNS = ("team", "name", "role")


@require_safe
def my_teams_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out the teams of who is signed in, as JSON or as a table."""
    rows: list[Row] = [
        {"team": row.team.slug, "name": row.team.name, "role": row.role} for row in _memberships(request)
    ]
    return as_file(kind, rows, COLUMNS, "my-teams")


def _memberships(request: HttpRequest) -> QuerySet[Membership]:
    return Membership.objects.filter(user=signed_in(request)).select_related("team").order_by("team__name")


def _within_here(request: HttpRequest) -> str:
    """Return the page that was asked for before signing in, if it is one of ours; else the empty text."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else ""
