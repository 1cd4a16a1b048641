"""The forms for people: signing in, inviting, roles, joining, the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prepoll_web.teams.models import Role, User
from prepoll_web.teams.second_factor import use

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class SignInForm(AuthenticationForm):
    """Name, password and, for who has set it up, the code of the second factor."""

    code = forms.CharField(
        label=_("Code, if you have set up a second factor"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs=CODE),
    )

    def clean(self) -> dict[str, Any]:
        """Check all three; a wrong code is answered as a wrong password is, so that neither is told apart."""
        cleaned = super().clean()
        user = self.get_user()
        if isinstance(user, User) and user.second_factor and not use(user, cleaned.get("code", ""), timezone.now()):
            self.user_cache = None
            raise self.get_invalid_login_error()
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        """Say that something of it is wrong, and not what."""
        words = _("Name, password and code do not go together. Both the name and the password mind capitals.")
        return ValidationError(words, code="invalid_login")


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(label=_("Whom you invite"), max_length=80, help_text=_("For your own list; any name."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VIEWER)


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class NewUserForm(forms.Form):
    """Name and password of somebody who is new."""

    username = forms.CharField(
        label=_("Name to sign in with"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Ten characters or more; a few words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(label=_("Code"), max_length=12, widget=forms.TextInput(attrs=CODE))


class TeamForm(forms.Form):
    """The name of a new team."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
