"""A back-test in rows and in a document: for a terminal, a spreadsheet and a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepoll.backtest.run import BackTest
from prepoll.backtest.scores import brier, label, log_loss, state_totals
from prepoll.backtest.types import INTERVALS, Band, Difference, Forecast, Score

Row = dict[str, str | int | float | None]


def score_rows(scores: Sequence[Score]) -> list[Row]:
    """Write one row for each rule and cut: how often right, how good the chances, how wide and true the intervals."""
    return [
        {
            "cut": one.cut,
            "rule": one.rule,
            "seats": one.seats,
            "right": one.right,
            "brier": one.brier,
            "log": one.log,
            "share_error": one.share_error,
            **{f"cover{percent}": one.bands[percent].inside for percent in INTERVALS},
            "width90": one.bands[90].width,
            "totals": one.totals_counted,
            "totals90": one.totals[90].inside if one.totals else None,
            **{name: f"{called.right}/{called.seats}" for name, called in one.labels.items()},
        }
        for one in scores
    ]


def interval_rows(scores: Sequence[Score]) -> list[Row]:
    """Write how often intervals held and how wide they were: of shares in points, of fronts' totals in seats."""
    return [
        {
            "of": of,
            "rule": one.rule,
            **{f"cover{percent}": bands[percent].inside for percent in INTERVALS},
            **{f"width{percent}": bands[percent].width for percent in INTERVALS},
        }
        for of in ("shares", "totals")
        for one in scores
        if (bands := one.bands if of == "shares" else one.totals)
    ]


def difference_rows(differences: Sequence[Difference]) -> list[Row]:
    """Write one row for each difference with its 90 % interval."""
    return [
        {
            "cut": one.cut,
            "measure": one.measure,
            "rule": one.rule,
            "against": one.against,
            "difference": one.mean,
            "low90": one.low,
            "high90": one.high,
        }
        for one in differences
    ]


def seat_rows(result: BackTest) -> list[Row]:
    """Write one row for each constituency, rule and front."""
    return [
        {
            "year": result.year,
            "state": row.state,
            "constituency": row.constituency,
            "rule": rule,
            "front": front,
            "chance": float(row.chance[i]),
            "share": float(row.share[i]),
            "low90": float(row.quantiles[i, INTERVALS[90][0]]),
            "high90": float(row.quantiles[i, INTERVALS[90][1]]),
            "actual": float(row.actual[i]),
            "won": int(i == row.won),
            "label": label(row),
            "log": log_loss(row),
            "brier": brier(row),
            "cuts": " ".join(sorted(row.cuts)),
        }
        for rule, rows in result.forecasts.items()
        for row in rows
        for i, front in enumerate(row.fronts)
    ]


def document(result: BackTest) -> dict[str, object]:
    """Write everything but the constituencies themselves as one document."""
    return {
        "year": result.year,
        "training": list(result.training),
        "notes": list(result.notes),
        "scores": [_score_document(one) for one in result.scores],
        "differences": difference_rows(result.differences),
        "totals": [row for rule, rows in result.forecasts.items() for row in total_rows(rule, rows)],
    }


def _score_document(one: Score) -> dict[str, object]:
    flat = score_rows([one])[0]
    return {
        **{key: flat[key] for key in ("cut", "rule", "seats", "right", "brier", "log", "share_error")},
        "cover90": one.bands[90].inside,
        "shares": _bands(one.bands),
        "totals": {"counted": one.totals_counted, **_bands(one.totals)},
        "labels": {name: {"seats": called.seats, "right": called.right} for name, called in one.labels.items()},
        "ranks": list(one.ranks),
    }


def _bands(bands: Mapping[int, Band]) -> dict[str, object]:
    return {str(percent): {"inside": band.inside, "width": band.width} for percent, band in bands.items()}


def total_rows(rule: str, forecasts: Sequence[Forecast]) -> list[Row]:
    """Write one row for each front of each state: seats expected and won, with the 90 % interval."""
    rows: list[Row] = []
    for state in sorted({row.state for row in forecasts}):
        for front, (won, drawn) in state_totals([row for row in forecasts if row.state == state]).items():
            ordered = sorted(drawn.tolist())
            low, high = ordered[int(0.05 * (len(ordered) - 1))], ordered[-1 - int(0.05 * (len(ordered) - 1))]
            if won or high > 0:
                rows.append(
                    {
                        "rule": rule,
                        "state": state,
                        "front": front,
                        "won": won,
                        "expected": float(drawn.mean()),
                        "low90": low,
                        "high90": high,
                    }
                )
    return rows
