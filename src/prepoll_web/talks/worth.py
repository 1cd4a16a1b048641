"""What an offer is worth, by a team's own study: exactly what `prepoll offer --json` prints, kept with its run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prepoll import __version__
from prepoll.alliances import StandDown
from prepoll.commands.offer import closed_seats, offer_document, weigh
from prepoll.commands.output import rounded
from prepoll.names import PartyCode
from prepoll.study import Study
from prepoll_web.approvals.texts import digest_of
from prepoll_web.cases.working import working_folder
from prepoll_web.deadlines.moments import names_stay
from prepoll_web.events.chain import record
from prepoll_web.events.models import What
from prepoll_web.evidence.coding import case_on
from prepoll_web.scenarios.studies import open_case
from prepoll_web.talks.models import Offer, Talk, Valuation
from prepoll_web.talks.text import Text, alliance_given, read_text, seats_given
from prepoll_web.teams.models import Membership


def value_now(member: Membership, offer: Offer, at: datetime) -> Valuation:
    """Value an offer by the team's study as the case now is; the same run of the same text is kept once.

    Where withdrawals have closed at that hour, an agreement moves voters only, and is valued so. It follows from
    the files, the text and the hour, so whoever looks first may have it written. Raises what the library raises on
    an offer that cannot be weighed.
    """
    talk, basis, folder = offer.talk, _basis(offer, at), working_folder(offer.talk.case).name
    kept = Valuation.objects.filter(offer=offer, digest=basis, folder=folder, program=__version__).first()
    if kept is not None:
        return kept
    opened = open_case(talk.case, talk.seed, talk.draws)
    run = opened.study.run
    with opened.lock:
        document = _weighed(opened.study, talk, read_text(offer.text), at)
    with transaction.atomic():
        made, new = Valuation.objects.get_or_create(
            offer=offer, digest=basis, input_hash=run.input_hash, program=run.version,
            defaults={
                "seed": run.seed, "draws": run.draws, "as_of": run.as_of, "document": document, "made_at": at,
                "folder": folder,
            },
        )  # fmt: skip
        if new:
            details: dict[str, str | int | None] = {"seed": run.seed, "draws": run.draws, "input_hash": run.input_hash}
            about = f"offer:{offer.id}"
            record(What.OFFER_VALUED, by=member.user.username, at=at, team=talk.team_id, about=about, details=details)
    return made


def _weighed(study: Study, talk: Talk, text: Text, at: datetime) -> dict[str, Any]:
    """Weigh a text as the command line does; the place of the case's folder is nobody's business."""
    stay = closed_seats(study, names_stay(study.case, at))
    left = tuple(StandDown(*row) for row in text.courtesies)
    alliance, aim = [alliance_given(text)], talk.objective or None
    structure, found = weigh(study, alliance, seats_given(text), aim, stay, courtesies=left)
    document = dict(offer_document(study, structure, found, stay))
    document.pop("case")
    kept = rounded(document)
    assert isinstance(kept, dict)
    return kept


def _basis(offer: Offer, at: datetime) -> str:
    """Name what is valued: the text, and where names stay on the ballot at an hour."""
    stay = sorted(names_stay(case_on(offer.talk.case), at))
    return hashlib.sha256(json.dumps([digest_of(offer.text), stay]).encode()).hexdigest()


def newest(offer: Offer, at: datetime) -> Valuation | None:
    """Return the newest valuation of an offer as it is now written and can still be kept; None where there is none."""
    return Valuation.objects.filter(offer=offer, digest=_basis(offer, at)).order_by("-id").first()


def is_stale(valuation: Valuation, talk: Talk) -> bool:
    """Say whether the case has changed since an offer was valued."""
    return valuation.folder != working_folder(talk.case).name


def no_counter(valuation: Valuation) -> str:
    """Say why no counter-offer is suggested, as the command line does."""
    if all(side["accept"] == "yes" for side in valuation.document["sides"]):
        return _("No other sharing is better for all.")
    return _("There is no other sharing from which all members gain.")


def not_in_figures(text: Text, contested: Mapping[str, Any]) -> list[str]:
    """Say what an offer holds that its figures do not count; `contested` is who stands where in the valuation."""
    named = {*text.friendly, *(seat for seats in text.seats.values() for seat in seats)}
    rows = []
    if left := sorted(set(contested) - named):
        words = _("%(seats)s: left open by the offer, counted as if the strongest member stood there.")
        rows.append(words % {"seats": ", ".join(left)})
    if text.support:
        rows.append(_("Support in another election is not counted: these figures are of this election alone."))
    if text.only_if:
        rows.append(
            _("Leaving another alliance is counted for the seats: whoever joins this one leaves the bloc it was in.")
        )
    return rows


@dataclass(frozen=True, slots=True)
class Worth:
    """One side of an offer as its page shows it."""

    row: Mapping[str, Any]
    ours: bool
    reserve: float | None = None

    @property
    def below(self) -> bool:
        """Say whether it is worth less to us than the least that we set."""
        return self.ours and self.reserve is not None and self.row["value"] < self.reserve

    @property
    def gains_in(self) -> str:
        """Say in how many of a hundred draws the party gains over going alone."""
        return in_hundred(self.row["chance_gain"])

    @property
    def loses_in(self) -> str:
        """Say in how many of a hundred draws it loses."""
        return in_hundred(self.row["chance_loss"])


def in_hundred(chance: float) -> str:
    """Write a chance as so many in a hundred.

    >>> in_hundred(0.25)
    '25 in 100'
    """
    return _("%(n)s in 100") % {"n": f"{100 * chance:.0f}"}


def sides(valuation: Valuation, talk: Talk) -> list[Worth]:
    """Return the sides of a valued offer, our own first."""
    rows = [Worth(row, row["party"] == talk.ours, talk.reserve) for row in valuation.document["sides"]]
    return sorted(rows, key=lambda side: not side.ours)


def countered(text: Text, sender: PartyCode, sharing: Mapping[str, Any]) -> Text:
    """Write a counter-offer that was suggested as a text of one's own; conditions stay, words and reply do not."""
    seats: dict[PartyCode, list[str]] = {}
    friendly = tuple(sharing["friendly"])
    for seat, party in sharing["allocation"].items():
        if party is not None and seat not in friendly:
            seats.setdefault(party, []).append(seat)
    return Text(
        sender=sender,
        parties=text.parties,
        seats={party: tuple(rows) for party, rows in seats.items()},
        region=text.region,
        friendly=friendly,
        courtesies=text.courtesies,
        only_if=text.only_if,
        support=text.support,
        duties=text.duties,
    )
