"""A form that is sent twice as it stands makes one thing: what it makes has an id of the form and of what it says."""

from __future__ import annotations

import json
from uuid import UUID, uuid4, uuid5

from django import forms


def once_field() -> forms.UUIDField:
    """Make the hidden field by which a form is known; each form that is shown has another."""
    widget = forms.HiddenInput(attrs={"autocomplete": "off"})
    return forms.UUIDField(widget=widget, required=False, initial=uuid4)


def known_as(once: UUID | None, *said: object) -> UUID:
    """Return the id of what a form makes: the same for the same form with the same words; without a form a new one.

    `said` begins with what the row belongs to, so that nobody comes by the id of a row elsewhere.

    >>> form = UUID("6a204bd89f3c4e8f8a6d0b6d2f8d1c11")
    >>> known_as(form, "talk", "yes") == known_as(form, "talk", "yes") != known_as(form, "talk", "no")
    True
    """
    return uuid4() if once is None else uuid5(once, json.dumps([str(each) for each in said]))
