"""Measure vote transfer in Indian alliances formed or broken 1999-2019; print the table, write the posterior.

python benchmarks/transfers.py DATA [--until YEAR] [--write FILE]

DATA holds the candidate files, segments and fronts named in `election_returns.py`, and `vparty_india_core.csv`.
`--until` fits on elections of the years before it only. `--write` fits once for each year by which another
event was counted, so that whoever reads the file on a past day finds only what was known then.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from election_returns import LAST, read_returns, read_segments
from prepoll.transfer import record
from prepoll.transfer.hierarchy import DESERTION_SPREAD, Fit, fit
from prepoll.transfer.leak import DESTINATIONS, Flows, at_home, bystander_flows, event_flows, net, pool
from prepoll.transfer.pair import expit
from prepoll.transfer.posterior import COVARIATES, FORMAT
from prepoll.transfer.reference import Column, Yardstick, fit_yardstick, unchanged
from prepoll.transfer.returns import FEWEST, Event, Returns, find_events
from prepoll.transfer.rows import Direction, Rows, all_directions, rows_of

FEWEST_FRONTS = 3
"""Unchanged fronts under which two elections have no yardstick."""
SCALES = ("v2pariglef", "v2pawelf", "v2paculsup", "v2parelig", "v2paminor")
"""V-Party: left and right, welfare, cultural superiority, religious principles, minority rights; about -3 to 3."""
WIDTH = 6.0
NEUTRAL = 0.20
"""Distance at which nothing is shifted: the middle of those known."""
VPARTY_CODES = {"AIADMK": "ADMK", "CPI(M)": "CPM", "AITMC": "AITC"}

SOURCE = (
    "Fitted on TCPD Indian Elections Data (Trivedi Centre for Political Data, Ashoka University) and ElectionLens: "
    "non-commercial use, with citation. Made by benchmarks/transfers.py."
)

Pair = tuple[Returns, Returns]  # apart, together
Positions = Mapping[str, Mapping[int, Sequence[float]]]


def steps(elections: Sequence[Returns]) -> Iterable[Pair]:
    """List two elections of one kind and state in turn, both ways."""
    ordered = sorted(elections, key=lambda row: (row.kind, row.state, row.year))
    for first, second in pairwise(ordered):
        if (first.kind, first.state) == (second.kind, second.state):
            yield first, second
            yield second, first


def which(kind: str, known: int, told: int) -> tuple[str, int, int]:
    """Name a yardstick: two general elections, or assemblies forwards or backwards."""
    return (kind, known, told) if kind == "GE" else (kind, int(known < told), 0)


def yardsticks(elections: Sequence[Returns]) -> dict[tuple[str, int, int], Yardstick]:
    """Fit a yardstick for every two elections in turn, from the fronts that stayed as they were."""
    columns: dict[tuple[str, int, int], list[Column]] = defaultdict(list)
    for known, told in steps(elections):
        columns[which(known.kind, known.year, told.year)].extend(unchanged(known, told))
    return {key: fit_yardstick(rows) for key, rows in columns.items() if len(rows) >= FEWEST_FRONTS}


def read_positions(folder: Path) -> Positions:
    """Read V-Party positions by party code and year; years after the last election used are not read."""
    found: dict[str, dict[int, list[float]]] = defaultdict(dict)
    with (folder / "vparty_india_core.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, cells = int(float(row["year"])), [row[scale] for scale in SCALES]
            if year <= LAST and all(cells):
                code = row["v2pashname"].strip()
                found[VPARTY_CODES.get(code, code)][year] = [float(cell) for cell in cells]
    return found


def distance(positions: Positions, pair: Direction, year: int) -> float | None:
    """Return how far two parties stood apart by a year, 0 to 1; None where either was not coded by then."""
    latest = []
    for party in pair:
        known = [past for past in positions.get(party, {}) if past <= year]
        if not known:
            return None
        latest.append(np.array(positions[party][max(known)]))
    return float(min(np.abs(latest[0] - latest[1]).mean() / WIDTH, 1.0))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The data of all events of a time, of leak, and the events that could not be measured, with the reason."""

    rows: tuple[Rows, ...]
    flows: tuple[Flows, ...]
    bystanders: tuple[Flows, ...]
    unmeasured: tuple[tuple[Event, str], ...]
    yardsticks: Mapping[tuple[str, int, int], Yardstick]  # by seat


def gather(folder: Path, until: int) -> Gathered:
    """Find the events of elections before a year and lay them out; segments are used where both were counted so."""
    seats, segments = read_returns(folder, until), read_segments(folder, until)
    by_seat, by_segment = yardsticks(seats), yardsticks(segments)
    finer = {key_of(event): event for event in find_events(segments) if event.directions()}
    positions = read_positions(folder)
    rows, unmeasured = [], []
    events = find_events(seats)
    for event in events:
        chosen = finer.get(key_of(event), event)
        yard = (by_segment if key_of(event) in finer else by_seat).get(which(event.kind, event.apart, event.together))
        if not chosen.directions() or yard is None:
            unmeasured.append((event, why_not(event)))
        else:
            rows.append(rows_of(chosen, yard, covariates(chosen, seats, positions)))
    flows, bystanders = leaks(seats, events)
    return Gathered(tuple(rows), flows, bystanders, tuple(unmeasured), by_seat)


def leaks(seats: Sequence[Returns], events: Sequence[Event]) -> tuple[tuple[Flows, ...], tuple[Flows, ...]]:
    """Measure leak by seat in every event, and the same of bystanders."""
    of = {(e.kind, e.state, e.year): e for e in seats}
    found = [
        event_flows(event, of[event.kind, event.state, event.together], of[event.kind, event.state, event.apart])
        for event in events
        if event.directions()
    ]
    bystanders = [flows for apart, together in steps(seats) for flows in bystander_flows(together, apart)]
    return tuple(flows for flows in found if flows is not None), tuple(bystanders)


def key_of(event: Event) -> tuple[str, str, int, int, str]:
    """Name an event whatever units it is counted by."""
    return event.kind, event.state, event.together, event.apart, event.front


def why_not(event: Event) -> str:
    """Give the commonest reason why the units of an event measure nothing."""
    reasons = list(event.left_out)
    if len(event.units) >= len(reasons):
        return "partners polled under 1.5 % of the electorate where the other stood, or in under three units"
    return max(sorted(set(reasons)), key=reasons.count)


def covariates(event: Event, elections: Sequence[Returns], positions: Positions) -> dict[Direction, list[float]]:
    """Return what was known before polling of each direction of an event, in the order of COVARIATES."""
    apart = next(e for e in elections if (e.kind, e.state, e.year) == (event.kind, event.state, event.apart))
    found = {}
    for q, c in all_directions(event):
        past = years_before(event, elections, (q, c))
        apart_by = distance(positions, (q, c), event.together)
        sizes = [max(apart.weight.get(party, 0.0), 1e-4) for party in (q, c)]
        found[q, c] = [
            1.0,
            0.0 if apart_by is None else apart_by - NEUTRAL,
            float(bool(past)),
            min((event.together - past[0]) / 10, 2.0) if past else 0.0,
            float(np.clip(np.log(sizes[0] / sizes[1]), -2, 2)),
            -0.5 if event.formed else 0.5,
            0.5 if event.kind == "AE" else -0.5,
        ]
    return found


def years_before(event: Event, elections: Sequence[Returns], pair: Direction) -> list[int]:
    """List the earlier elections of a state, of either kind, that two parties fought in one front."""
    return sorted(
        e.year
        for e in elections
        if e.state == event.state
        and e.year < event.together
        and all(party in e.front_of for party in pair)
        and e.bundle(pair[0]) == e.bundle(pair[1])
    )


def measured_rows(found: Fit) -> list[list[object]]:
    """Return one row for each direction that was measured: event, year, q, c, low, middle, high, units."""
    rows: list[list[object]] = []
    for i, event in enumerate(found.rows):
        wanted = set(event.event.directions())
        for j, direction in enumerate(event.directions):
            if direction in wanted:
                middle, sd = found.transfer(i, j)
                shares = [round(float(expit(middle + z * sd)), 3) for z in (-1.645, 0.0, 1.645)]
                units = int((event.partner[:, j] > 0).sum())
                rows.append([title(event.event), event.event.year, *direction, *shares, units])
    return rows


def title(event: Event) -> str:
    """Name an event in a few words."""
    years = f"{min(event.together, event.apart)}–{event.year}"
    house = "assembly" if event.kind == "AE" else "parliament"
    return f"{event.state} {years} ({house}, {'formed' if event.formed else 'broken'})"


def snapshot(found: Fit, data: Gathered, until: int) -> dict[str, object]:
    """Return what the file keeps of a fit."""
    slopes, covariance = found.slopes()
    home = at_home(net(data.flows, data.bystanders))[0] if data.flows else record.ABSTAIN
    return {
        "known_from": f"{until}-01-01",
        "slopes": [round(float(x), 4) for x in slopes],
        "covariance": [[round(float(x), 5) for x in line] for line in covariance],
        "pair_sd": round(found.spreads.pair, 4),
        "event_sd": round(found.spreads.event, 4),
        "direction_sd": round(found.spreads.direction, 4),
        "pairs": [[*pair, *(round(x, 4) for x in found.pair_effect(pair))] for pair in found.places.pairs],
        "desertion": record.DESERTION,
        "desertion_sd": record.DESERTION_SD,
        "leak": [round(home, 3), record.TO_OTHERS, record.TO_NOTA],
    }


def write(folder: Path, path: Path) -> None:
    """Fit once for each year by which another event was counted, and write all of it."""
    years = sorted({rows.event.year + 1 for rows in gather(folder, LAST + 1).rows})
    snapshots: list[dict[str, object]] = []
    measured: list[list[object]] = []
    for until in years:
        data = gather(folder, until)
        found = fit(data.rows)
        snapshots.append(snapshot(found, data, until))
        measured += [row for row in measured_rows(found) if row[1] == until - 1]
        print(f"until {until}: {len(found.rows)} events", file=sys.stderr)
    path.parent.mkdir(exist_ok=True)
    path.write_text(as_text(snapshots, measured), encoding="utf-8")


def as_text(snapshots: Sequence[dict[str, object]], measured: Sequence[list[object]]) -> str:
    """Write JSON with one snapshot's field, or one measured transfer, on each line."""
    fields = (
        ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in s.items()) for s in snapshots
    )
    shots = ",\n".join(f" {{\n{text}\n }}" for text in fields)
    rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in measured)
    head = f' "format": {FORMAT},\n "source": {json.dumps(SOURCE)},\n "covariates": {json.dumps(COVARIATES)}'
    return f'{{\n{head},\n "snapshots": [\n{shots}\n ],\n "measured": [\n{rows}\n ]\n}}\n'


def print_measured(found: Fit) -> None:
    """Print every measured transfer as a row of a table, in the order of elections.

    `growth` is that of q's votes in the state, `lost` the share of c's own votes that went because of q.
    """
    print(
        "| alliance | of | to | units | transfer | 90 % | growth | lost | 90 % |\n|---|---|---|---|---|---|---|---|---|"
    )
    lines = []
    for i, rows in enumerate(found.rows):
        for j, (q, c) in enumerate(rows.directions):
            if (q, c) in rows.event.directions():
                tau = "{1:.2f} | {0:.2f}–{2:.2f}".format(*spread_out(*found.transfer(i, j), expit))
                beta = "{1:.2f} | {0:.2f}–{2:.2f}".format(*spread_out(*found.desertion(i, j), lost))
                growth = np.exp(found.swing(i, int(rows.partner_bundle[j]))[0])
                units = int((rows.partner[:, j] > 0).sum())
                text = f"| {title(rows.event)} | {q} | {c} | {units} | {tau} | {growth:.2f} | {beta} |"
                lines.append((rows.event.year, title(rows.event), q, c, text))
    print("\n".join(line[-1] for line in sorted(lines)))


def spread_out(mean: float, sd: float, scale: Callable[[float], object]) -> tuple[float, ...]:
    """Return the 5, 50 and 95 % points of a Gaussian on another scale."""
    return tuple(float(np.asarray(scale(mean + z * sd))) for z in (-1.645, 0.0, 1.645))


def lost(log_desertion: float) -> float:
    """Return a desertion, capped as in the model."""
    return min(float(np.exp(log_desertion)), record.DESERTION_CAP)


def print_swaps(found: Fit) -> None:
    """Print what a front polled more or less where another of its old partners stood than before."""
    print("\n| alliance | stood apart | stood together | units | votes | 90 % |\n|---|---|---|---|---|---|")
    for i, rows in sorted(enumerate(found.rows), key=lambda row: (row[1].event.year, title(row[1].event))):
        for k, (before, now) in enumerate(rows.swaps):
            units = int((rows.swap == k).sum())
            if units >= FEWEST:
                cells = "× {1:.2f} | {0:.2f}–{2:.2f}".format(*spread_out(*found.swap(i, k), np.exp))
                print(f"| {title(rows.event)} | {before} | {now} | {units} | {cells} |")


def print_general(found: Fit) -> None:
    """Print the slopes, the spreads, the drift, and what stays of a stander's own votes."""
    print("\n| what | logit | error |\n|---|---|---|")
    slopes, covariance = found.slopes()
    for name, slope, variance in zip(COVARIATES, slopes, np.diag(covariance), strict=True):
        print(f"| {name} | {slope:+.2f} | {variance**0.5:.2f} |")
    spreads = found.spreads
    print(f"| spread: pair, event, direction | {spreads.pair:.2f}, {spreads.event:.2f}, {spreads.direction:.2f} | |")


def print_desertion(data: Gathered) -> None:
    """Print the general level of desertion and the drift of growth, the level held and left free."""
    print("\n| level of desertion | found | drift of log growth | kept | constant |\n|---|---|---|---|---|")
    for name, loose in (("held near the stated one", DESERTION_SPREAD), ("left free", 0.5)):
        found = fit(data.rows, desertion_spread=loose)
        level, drift = found.places.level, found.places.drift
        errors = np.sqrt(np.diag(found.covariance))
        beta = float(np.exp(found.value[level]))
        kept = (1 - beta) * np.exp(found.value[drift])
        cells = f"{beta:.3f} | {found.value[drift]:+.3f} ({errors[drift]:.3f}) | {kept:.2f} | {found.value[0]:+.2f}"
        print(f"| {name} | {cells} |")


def print_leaks(data: Gathered) -> None:
    """Print what each destination gains for a partner's vote, event by event and pooled, and bystanders' error."""
    print("\n| alliance | rival | units | to the rival | home | to others |\n|---|---|---|---|---|---|")
    for flows in data.flows:
        cells = [f"{flows.slopes[name][0]:+.2f} ({flows.slopes[name][1]:.2f})" for name in DESTINATIONS]
        name = title(flows.event) if flows.event else ""
        print(f"| {name} | {'+'.join(sorted(flows.rival))} | {flows.units} | {' | '.join(cells)} |")
    for what, rows in (("all events", data.flows), ("bystanders", data.bystanders)):
        pooled = [pool([flows.slopes[name] for flows in rows]) for name in DESTINATIONS]
        print(f"| {what} | | {len(rows)} | {' | '.join(f'{p.mean:+.3f} ({p.error:.3f})' for p in pooled)} |")
    gains = net(data.flows, data.bystanders)
    parts = ", ".join(f"{name} {gain:+.3f} ({error:.3f})" for name, (gain, error) in gains.items())
    print(f"\nnet of bystanders: {parts}; stays at home {at_home(gains)[0]:.2f} ({at_home(gains)[1]:.2f})")


def print_yardsticks(data: Gathered) -> None:
    """Print the yardsticks by seat: how unchanged fronts moved."""
    print("\n| elections | fronts | kept between seats | within | sd group | sd unit | log swing |")
    print("|---|---|---|---|---|---|---|")
    for key, yard in sorted(data.yardsticks.items()):
        cells = (yard.between, yard.within, yard.group_sd, yard.unit_sd, yard.swing_sd)
        print(f"| {between(key)} | {yard.fronts} | {' | '.join(f'{cell:.3f}' for cell in cells)} |")


def between(key: tuple[str, int, int]) -> str:
    """Name the elections of a yardstick."""
    kind, known, told = key
    if kind == "AE":
        return "assemblies, " + ("forwards" if known else "backwards")
    return f"parliament {known} → {told}"


def print_typical(found: Fit) -> None:
    """Print the transfer of a pair of equal size and unknown distance that is new, with both its doubts."""
    print("\n| election | transfer | 90 %, the level | 90 %, one direction |\n|---|---|---|---|")
    slopes, covariance = found.slopes()
    spreads = found.spreads
    for name, kind in (("parliament", -0.5), ("assembly", 0.5)):
        x = np.zeros(len(COVARIATES))
        x[[0, COVARIATES.index("assembly")]] = 1.0, kind
        level = float(np.sqrt(x @ covariance @ x))
        one = float(np.sqrt(level**2 + spreads.pair**2 + spreads.event**2 + spreads.direction**2))
        sure, wide = (spread_out(float(x @ slopes), sd, expit) for sd in (level, one))
        print(f"| {name} | {sure[1]:.2f} | {sure[0]:.2f}–{sure[2]:.2f} | {wide[0]:.2f}–{wide[2]:.2f} |")


def print_unmeasured(data: Gathered) -> None:
    """Print the alliances that say nothing, with the commonest reason."""
    print("\n| not measured | members | why |\n|---|---|---|")
    for event, why in sorted(data.unmeasured, key=lambda row: (row[0].year, title(row[0]))):
        print(f"| {title(event)} | {'+'.join(event.members)} | {why} |")


def main() -> int:
    """Fit and print, or write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--until", type=int, default=LAST + 1)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    if options.write:
        write(options.data, options.write)
        return 0
    data = gather(options.data, options.until)
    found = fit(data.rows)
    print(f"{len(found.rows)} events measured, {len(data.unmeasured)} not; {found.rounds} rounds\n")
    print_measured(found)
    print_typical(found)
    print_swaps(found)
    print_general(found)
    print_desertion(data)
    print_leaks(data)
    print_yardsticks(data)
    print_unmeasured(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
