"""One's own account: the second factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from prepoll.errors import UsageError
from prepoll_web.teams.access import signed_in
from prepoll_web.teams.forms import CodeForm
from prepoll_web.teams.second_factor import address_of, new_key, set_up, square_of, take_off

PENDING = "second_factor_to_be"


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show whether a second factor is asked for; set it up or take it off, with a code either way."""
    user, problem = signed_in(request), ""
    key = str(request.session.setdefault(PENDING, new_key()))
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if form.is_bound and form.is_valid():
        try:
            _change(request, key, form.cleaned_data["code"])
        except UsageError as error:
            problem = str(error)
        else:
            return redirect("account")
    shown = {"form": form, "problem": problem}
    if not user.second_factor:
        groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
        address = address_of(key, user.username)
        shown |= {"key": groups, "hand_over": address, "square": square_of(address)}
    return render(request, "teams/account.html", shown, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, key: str, code: str) -> None:
    user = signed_in(request)
    if user.second_factor:
        take_off(user, code, timezone.now())
    else:
        set_up(user, key, code, timezone.now())
    del request.session[PENDING]
