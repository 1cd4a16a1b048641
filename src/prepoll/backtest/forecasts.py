"""Turn draws of the fronts' shares in a constituency into a forecast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prepoll.backtest.contests import Contest
from prepoll.backtest.types import LEVELS, Floats, Forecast, Ints
from prepoll.names import OTHERS


def forecast(
    contest: Contest,
    share: npt.NDArray[np.floating],
    winners: Ints | None = None,
    strongest: Floats | None = None,
) -> Forecast:
    """Sum up draws of shares (front, draw) of votes for candidates.

    OTHERS, many candidates, win where the `strongest` of them, (draw,), has more than the front that leads; never
    where that is not given.
    """
    share = np.asarray(share, dtype=np.float64)
    if winners is None:
        able = np.array([front != OTHERS for front in contest.fronts])
        winners = np.argmax(np.where(able[:, None], share, -1.0), axis=0) if able.any() else None
    winners = np.zeros(share.shape[1], dtype=np.int64) if winners is None else winners
    if strongest is not None and OTHERS in contest.place:
        leads = share[winners, np.arange(share.shape[1])]
        winners = np.where(strongest > leads, contest.place[OTHERS], winners)
    return Forecast(
        state=contest.state,
        constituency=contest.name,
        fronts=contest.fronts,
        chance=floored(np.bincount(winners, minlength=len(contest.fronts)) / len(winners), len(winners)),
        share=share.mean(axis=1),
        quantiles=np.quantile(share, LEVELS, axis=1).T,
        rank=(share < contest.actual[:, None]).mean(axis=1),
        winners=np.asarray(winners, dtype=np.int64),
        won=contest.won,
        actual=contest.actual,
        cuts=contest.cuts,
    )


def floored(chance: Floats, n_draws: int) -> Floats:
    """Give every front at least half a draw, so that a log score is finite."""
    raised = np.maximum(chance, 0.5 / n_draws)
    result: Floats = raised / raised.sum()
    return result
