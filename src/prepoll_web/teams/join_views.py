"""Taking up an invitation, signed in or new here."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from prepoll.errors import UsageError
from prepoll_web.teams.actions import make_user, note_sign_in
from prepoll_web.teams.forms import NewUserForm
from prepoll_web.teams.invitations import fetch_invitation, join
from prepoll_web.teams.models import Membership, User


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what one is invited to; join, as who is signed in or as somebody new."""
    invitation = fetch_invitation(secret, timezone.now())
    here = request.user if isinstance(request.user, User) else None
    form = NewUserForm(request.POST) if request.method == "POST" and here is None else NewUserForm()
    problem = ""
    if request.method == "POST" and (here or form.is_valid()):
        try:
            membership = join(here, secret, timezone.now()) if here else _join_as_new(form, secret)
        except UsageError as error:
            problem = str(error)
        else:
            if here is None:
                login(request, membership.user)
                note_sign_in(membership.user, timezone.now())
            return redirect("team", team=membership.team.slug)
    shown = {"invitation": invitation, "form": form, "problem": problem}
    return render(request, "teams/join.html", shown, status=422 if request.method == "POST" else 200)


@transaction.atomic
def _join_as_new(form: NewUserForm, secret: str) -> Membership:
    """Make the user and let them join, both or neither."""
    return join(make_user(form.cleaned_data["username"], form.cleaned_data["password"]), secret, timezone.now())
