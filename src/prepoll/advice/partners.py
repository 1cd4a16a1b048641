"""Would they say yes? What an option is worth to each partner."""

from __future__ import annotations

from prepoll.advice.bench import SEATS, VOTES, Bench, step
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.types import PartnerGain
from prepoll.advice.wording import figure, number
from prepoll.alliances import interval
from prepoll.alliances.types import Interval, Structure
from prepoll.case.types import Objective
from prepoll.names import PartyCode

LIKE_MINDED = 0.6

RULE = (
    "A partner is taken to have reason to agree if it gains at least half a hundredth of a seat in the mean; or if it "
    f"loses neither that nor a thousand votes on its own symbol, and is like-minded at {LIKE_MINDED} or more."
)


def partner_gain(bench: Bench, structure: Structure, partner: PartyCode) -> PartnerGain:
    """Value a structure for a partner on the case's default objective, against the focal party's going alone.

    See `RULE` for when it is taken to be willing. Votes count on the partner's own symbol: each
    seat that it leaves to others costs it some.
    """
    objective = partner_objective(bench)
    samples = bench.gain(structure, objective, partner)
    gain, small = interval(samples), step(objective) / 2
    votes = float(bench.gain(structure, VOTES, partner).mean())
    like = like_mindedness(bench.case, bench.party, partner).score
    near = like is not None and like >= LIKE_MINDED
    reason = gain.mean >= small or (gain.mean > -small and votes > -step(VOTES) and near)
    return PartnerGain(
        party=partner,
        objective=objective.code,
        gain=gain,
        chance_gain=float((samples > 0).mean()),
        willing=reason,
        words=f"{partner} {_words(objective, gain, votes, like)}.",
    )


def loses(bench: Bench, gain: PartnerGain) -> bool:
    """Say whether a partner loses by an option on its own objective, by half a step or more."""
    return gain.gain.mean <= -step(partner_objective(bench)) / 2


def partner_objective(bench: Bench) -> Objective:
    """Return the case's default objective; seats where there is none, or where it is about denying rivals."""
    default = next((row for row in bench.case.objectives if row.default), SEATS)
    return SEATS if default.rivals else default


def _words(objective: Objective, gain: Interval, votes: float, like: float | None) -> str:
    small = step(objective) / 2
    said = figure(objective, gain, sign=True)
    if gain.mean >= small:
        return f"gains {said}: a reason to say yes"
    if gain.mean <= -small:
        return f"loses by it, {said}: a reason to say no on these terms"
    if votes <= -step(VOTES):
        given = number(VOTES, -votes)
        return f"gives up {given} votes and gains nothing that can be told, {said}: no clear reason to say yes"
    if like is None:
        return f"neither gains nor loses, {said}, and its views are not on file: no clear reason to say yes"
    if like >= LIKE_MINDED:
        return f"neither gains nor loses, {said}; likeness {like:.2f} speaks for a yes"
    return f"neither gains nor loses, {said}, and likeness {like:.2f} is low: no clear reason to say yes"
