"""The form of who is reminded where."""

from django import forms
from django.utils.translation import gettext_lazy


class AddressForm(forms.Form):
    """Where a member's reminders go; empty: nowhere."""

    address = forms.EmailField(
        label=gettext_lazy("Send my reminders to"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Leave it empty to have none."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
