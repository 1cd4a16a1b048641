"""Would they say yes? What an option is worth to each partner."""

from __future__ import annotations

from prepoll.advice.bench import SEATS, Bench, step
from prepoll.advice.candidates import LIKE_MINDED
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.types import PartnerGain
from prepoll.advice.wording import figure, number
from prepoll.alliances import interval
from prepoll.alliances.types import Structure
from prepoll.case.types import Objective
from prepoll.names import PartyCode

RULE = (
    "A partner is taken to be willing if its expected gain is at least half a hundredth of a seat (five hundred "
    f"votes), or if it loses less than that and is like-minded at {LIKE_MINDED} or more."
)


def partner_gain(bench: Bench, structure: Structure, partner: PartyCode) -> PartnerGain:
    """Value a structure for a partner on the case's default objective, against the focal party's going alone.

    The partner is willing where its expected gain is at least half a step (see `bench.STEP`), or
    where it loses less than that and the two are like-minded to `candidates.LIKE_MINDED`.
    """
    objective = partner_objective(bench, partner)
    samples = bench.gain(structure, objective, partner)
    gain, small = interval(samples), step(objective) / 2
    like = like_mindedness(bench.case, bench.party, partner).score
    loses_nothing = gain.mean > -small and like is not None and like >= LIKE_MINDED
    return PartnerGain(
        party=partner,
        objective=objective.code,
        gain=gain,
        chance_gain=float((samples > 0).mean()),
        willing=gain.mean >= small or loses_nothing,
        words=_words(partner, objective, gain.mean, figure(objective, gain, sign=True), like),
    )


def partner_objective(bench: Bench, partner: PartyCode) -> Objective:
    """Return the case's default objective; seats where there is none, or where it is about denying the partner."""
    default = next((row for row in bench.case.objectives if row.default), SEATS)
    return SEATS if default.rivals else default


def _words(partner: PartyCode, objective: Objective, mean: float, gain: str, like: float | None) -> str:
    small = step(objective) / 2
    if mean >= small:
        return f"{partner} gains {gain}: it has a reason to say yes."
    if mean <= -small:
        return f"{partner} loses {number(objective, abs(mean))} ({gain}): it has a reason to say no."
    if like is None:
        return f"{partner} neither gains nor loses ({gain}), and its views are not on file: nothing speaks for a yes."
    if like >= LIKE_MINDED:
        return f"{partner} neither gains nor loses ({gain}); likeness {like:.2f} speaks for a yes."
    return f"{partner} neither gains nor loses ({gain}), and likeness {like:.2f} is low: nothing speaks for a yes."
