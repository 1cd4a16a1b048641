"""What a pair's transfer rests on, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prepoll.transfer import record
from prepoll.transfer.pair import Pair, expit
from prepoll.transfer.posterior import COVARIATES, Measured
from prepoll.transfer.types import TransferPrior

OWN_SHOWN = 3
"""Events of a pair that are named in its prior."""


def in_words(pair: Pair) -> str:
    """Say in a few sentences what a pair's transfer rests on: its own events first, then the general record."""
    kind = COVARIATES.index("assembly")
    rate = float(expit(pair.posterior.slopes[0] + pair.posterior.slopes[kind] * pair.covariates[kind]))
    text = _own_events(pair.measured)
    if pair.posterior.known_from is None:
        text += f"Stated prior, nothing measured at hand: about {rate:.0%} of a partner's voters follow, widely spread."
    else:
        text += f"All {len(pair.posterior.measured)} transfers measured before {pair.posterior.known_from.year}: "
        text += f"about {rate:.0%} follow where partners are new, widely spread."
    if pair.distance.value is None:
        text += f" Positions of {pair.q} and {pair.c} are not known together: taken as neither near nor far."
    else:
        apart = pair.distance.value
        word = "nearer than neutral, so higher" if apart < record.NEUTRAL else "farther than neutral, so lower"
        text += f" {pair.q} and {pair.c} are {apart:.2f} apart on the questions that both answer, {word}."
    text += _past_in_words(pair)
    reports = len(pair.sightings)
    return text + (f" {reports} field report{'s' * (reports > 1)} taken in, with error and bias." if reports else "")


def _own_events(measured: tuple[Measured, ...]) -> str:
    """Name the latest events in which a transfer was measured, with their ranges."""
    if not measured:
        return ""
    rows = [f"{row.event} {row.middle:.0%} (90%: {row.low:.0%} to {row.high:.0%})" for row in measured[:OWN_SHOWN]]
    more = len(measured) - OWN_SHOWN
    return f"Measured for this pair: {'; '.join(rows)}{f'; {more} earlier' if more > 0 else ''}. "


def _past_in_words(pair: Pair) -> str:
    """Say what a common past does: something only where it shifts transfer by more than its own error."""
    if not pair.together:
        return " They have not fought together."
    past = np.array([1.0 if n == "together" else pair.covariates[3] if n == "years" else 0.0 for n in COVARIATES])
    shift = float(past @ pair.posterior.slopes)
    error = float(np.sqrt(past @ np.array(pair.posterior.covariance) @ past))
    word = "so higher" if shift > error else "so lower" if shift < -error else "which by the record tells little"
    return f" They have fought together, {word}."


def sources_of(pair: Pair) -> tuple[str, ...]:
    """List the table and the rows that a pair's transfer rests on."""
    reports = tuple(s.row for s in pair.sightings)
    return (pair.posterior.name, record.JUDGEMENT, *pair.distance.rows, *pair.together, *reports)


def transfers_text(priors: Sequence[TransferPrior]) -> str:
    """Write what is believed of transfer within alliances, a line for each direction and one for what it rests on."""
    if not priors:
        return "No alliance is in force or supposed here, so that nobody's voters are asked to follow.\n"
    lines = ["Share of a partner's voters who follow where their party makes way", ""]
    for row in priors:
        lines += [f"{row.q} → {row.c}  {row.mean:.0%} (90%: {row.low:.0%} to {row.high:.0%})", f"  {row.why}"]
    tables = dict.fromkeys(row.sources[0] for row in priors)
    return "\n".join([*lines, "", f"Prior: {'; '.join(tables)}"]) + "\n"
