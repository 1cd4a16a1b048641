"""The front door: one case on one day, taken through the rooms as far as is asked for.

>>> from prepoll.study import Study
>>> study = Study("cases/tutorial", draws=200)
>>> study.case.as_of.isoformat() <= study.as_of.isoformat()
True
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from threading import current_thread
from typing import TYPE_CHECKING, Final

from prepoll import __version__
from prepoll.ahead import Ahead, Steps
from prepoll.case import input_hash, load_case
from prepoll.case.types import Case, Objective
from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.ledger import Ledger, build_ledger, with_overrides
from prepoll.names import DEFAULT_DRAWS, DEFAULT_SEED, AlliancesBy, Leak, PartyCode, PartyKind, RegionCode
from prepoll.news import Reading, once, read_case
from prepoll.news.types import Statement

if TYPE_CHECKING:
    from prepoll.advice import Advice
    from prepoll.alliances import Bloc, Election, Outcome, Structure
    from prepoll.brief import Brief, Run
    from prepoll.strength import Draws, Strength

BESIDE: Final = "beside a study"
"""The name of the thread that reads articles while own strength is assessed."""


@dataclass(frozen=True, slots=True)
class Alliance:
    """An alliance asked for: its members, and the region it is limited to (None: the whole case)."""

    members: tuple[PartyCode, ...]
    region: RegionCode | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user adds to the ledger: pairs that may not, and pairs that must be together."""

    bars: tuple[tuple[PartyCode, PartyCode], ...] = ()
    bonds: tuple[tuple[PartyCode, PartyCode], ...] = ()
    by: str = "command line"


class Study:
    """A case on a day with its ledger, strength, draws and advice, each made when first asked for.

    `tell` is called with one sentence before each long step.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        as_of: date | None = None,
        seed: int = DEFAULT_SEED,
        draws: int = DEFAULT_DRAWS,
        overrides: Overrides | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        if draws < 1:
            raise UsageError(f"The number of draws must be at least 1, not {draws}.")
        self.folder = Path(folder)
        self.seed = seed
        self.n_draws = draws
        self.leak = Leak.OTHERS
        self.shortlist: int | None = None  # open alliances of each party that are judged in full; None: as usual
        self.with_strength = True  # False: the case may say nothing of how strong the parties are
        self._as_of = as_of
        self._overrides = overrides or Overrides()
        self._tell = tell
        self._assessed, self._read = Ahead({}), Ahead({})
        self._advices: dict[tuple[PartyCode, str], Advice] = {}

    def assess_ahead(self) -> None:
        """Have one process find own strength and another read articles, while this one loads what counts."""
        quiet = copy(self)
        quiet.case, quiet._tell = self.case, lambda sentence: None
        read: Steps = {
            "input_hash": lambda: input_hash(quiet.case),
            "readings": lambda: read_case(quiet.case),
        }
        self._assessed = Ahead({"strength": lambda: quiet.strength, "draws": lambda: quiet.draws})
        self._read = Ahead(read)

    @cached_property
    def case(self) -> Case:
        """The case as it was known on the day."""
        return load_case(self.folder, self._as_of, with_strength=self.with_strength)

    @property
    def as_of(self) -> date:
        """The day of the study."""
        return self.case.as_of

    @property
    def overrides(self) -> Overrides:
        """What the user adds to the ledger, as given."""
        return self._overrides

    @cached_property
    def run(self) -> Run:
        """What the figures can be made again from; its hash covers the case and the measured transfer it uses."""
        from prepoll.brief import Run
        from prepoll.transfer import prior_hash

        known = self._read.get("input_hash")
        return Run(
            seed=self.seed,
            draws=self.n_draws,
            version=__version__,
            input_hash=prior_hash(self.case, known if isinstance(known, str) else input_hash(self.case)),
            as_of=self.as_of,
        )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What the coder found in each article."""
        if not current_thread().name.startswith(BESIDE):  # whoever is told may keep something open for each thread
            self._tell(f"Reading {len(self.case.articles)} articles")
        found = self._read.get("readings")
        return found if isinstance(found, tuple) else read_case(self.case)

    @cached_property
    def ledger(self) -> Ledger:
        """Where each party stands on the day, the user's overrides included."""
        return self._with_overrides(build_ledger(self.case, self._statements()))

    def ledger_before(self, day: date | None = None) -> Ledger:
        """Return the ledger on an earlier day: a week before the study's where none is given."""
        earlier = day or self.as_of - timedelta(days=7)
        if earlier > self.as_of:
            raise UsageError(f"{earlier} is later than the day of the case, {self.as_of}. Give an earlier day.")
        return build_ledger(replace(self.case, as_of=earlier), self._statements())

    @cached_property
    def strength(self) -> Strength:
        """Own strength of each party in each seat."""
        from prepoll.strength import Strength, assess

        self._tell("Assessing own strength")
        found = self._assessed.get("strength")
        return found if isinstance(found, Strength) else assess(self.case)

    @cached_property
    def draws(self) -> Draws:
        """Joint draws of strength and turnout."""
        from prepoll.strength import Draws, draw_strength

        strength, found = self.strength, self._assessed.get("draws")
        if isinstance(found, Draws):
            return found
        return draw_strength(strength, self.n_draws, generator(self.seed, "strength"))

    @cached_property
    def election(self) -> Election:
        """What every structure is judged on."""
        from prepoll.alliances import Election, case_rebels
        from prepoll.transfer import abstaining, prior_transfers

        drawn = prior_transfers(self.case, self.draws, self.seed)
        transfers = abstaining(drawn, self.n_draws) if self.leak is Leak.ABSTAIN else drawn
        rebels = case_rebels(self.case, self.draws, self.seed)
        return Election(self.draws, transfers, self.case.region_of, rebels=rebels)

    @cached_property
    def base(self) -> Structure:
        """The alliances and courtesies in force."""
        from prepoll.alliances import base_structure

        return base_structure(self.case, self.ledger)

    def outcome(self, alliances: Iterable[Alliance] = ()) -> Outcome:
        """Return votes and winners with some alliances on top of those in force."""
        from prepoll.alliances import evaluate

        return evaluate(self.election, self.structure(alliances))

    def structure(self, alliances: Iterable[Alliance] = ()) -> Structure:
        """Add alliances to those in force; a party named in one leaves the bloc it was in."""
        structure = self.base
        for alliance in alliances:
            structure = self._join(structure, alliance)
        return structure

    def party_code(self, text: str) -> PartyCode:
        """Return the code of a party given by code, name or alias; UsageError with the nearest ones."""
        wanted = text.strip().casefold()
        known: dict[str, PartyCode] = {}
        for party in self.case.parties:
            if party.kind is PartyKind.PARTY:
                for name in (party.code, party.name, *party.aliases):
                    known.setdefault(name.casefold(), party.code)
        if wanted in known:
            return known[wanted]
        near = sorted({known[name] for name in difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)})
        hint = f" Did you mean {' or '.join(near)}?" if near else f" Known: {', '.join(sorted(set(known.values())))}."
        raise UsageError(f"There is no party {text!r} in {self.case.folder}.{hint}")

    def objective(self, code: str | None = None) -> Objective:
        """Return an objective of the case by its code, or the default one."""
        objectives = self.case.objectives
        if code is None:
            return next((objective for objective in objectives if objective.default), objectives[0])
        for objective in objectives:
            if objective.code == code:
                return objective
        raise UsageError(f"There is no objective {code!r}. Known: {', '.join(o.code for o in objectives)}.")

    def focal(self, parties: Sequence[str] = ()) -> tuple[PartyCode, ...]:
        """Return the parties to advise: those given, else the focal ones of the case."""
        if parties:
            return tuple(dict.fromkeys(self.party_code(party) for party in parties))
        if not self.case.focal:
            raise UsageError(f"{self.case.folder}/case.toml names no focal party. Name one with --party.")
        return self.case.focal

    def advice(self, party: PartyCode, objective: str | None = None) -> Advice:
        """Return the advice to one party."""
        chosen = self.objective(objective)
        if (party, chosen.code) not in self._advices:
            self._tell(f"Weighing the options of {party}")
            self._advise(party, chosen)
        return self._advices[party, chosen.code]

    def _advices_to(self, parties: Sequence[PartyCode], objective: Objective) -> tuple[Advice, ...]:
        """Return the advice to some parties; two at a time, as counting leaves the interpreter to others."""
        left = [party for party in parties if (party, objective.code) not in self._advices]
        _ = self.election
        with ThreadPoolExecutor(2, "advisers") as advisers:
            work = {advisers.submit(self._advise, party, objective): party for party in left}
            try:
                while left:
                    self._tell(f"Weighing the options of {', '.join(left)}")
                    made, _ = wait([one for one in work if work[one] in left], return_when=FIRST_COMPLETED)
                    left = [party for party in left if party not in {work[one] for one in made if not one.result()}]
            finally:
                advisers.shutdown(cancel_futures=True)
        return tuple(self._advices[party, objective.code] for party in parties)

    def _advise(self, party: PartyCode, objective: Objective) -> None:
        from prepoll.advice import SHORTLIST, advise

        most = SHORTLIST if self.shortlist is None else self.shortlist
        made = advise(self.case, self.ledger, self.election, party, objective, shortlist=most)
        self._advices[party, objective.code] = made

    def brief(self, parties: Sequence[str] = (), objective: str | None = None, since: date | None = None) -> Brief:
        """Return the brief for some parties: those given, else the focal ones."""
        from prepoll.alliances import load_native_code
        from prepoll.brief import make_brief

        focal = self.focal(parties)
        self._tell(f"Reading {len(self.case.articles)} articles")
        with ThreadPoolExecutor(1, BESIDE) as beside:  # strength is found without the interpreter's lock, mostly
            told = beside.submit(self._told, since)
            load_native_code()
            _ = self.draws
        before = told.result()
        advices = self._advices_to(focal, self.objective(objective))
        self._tell("Writing the brief")
        return make_brief(
            self.case, self.ledger, self.strength, self.election, advices, self.readings, before, self.run
        )

    def _told(self, since: date | None) -> Ledger:
        """Find all that does not rest on strength; return the ledger on an earlier day."""
        before = self.ledger_before(since)
        _ = self.ledger, self.run
        return before

    def _statements(self) -> tuple[Statement, ...]:
        return once(self.readings, (row.statement for row in self.case.judgements))

    def _with_overrides(self, ledger: Ledger) -> Ledger:
        overrides = self._overrides
        if not overrides.bars and not overrides.bonds:
            return ledger
        known = [tuple(self.party_code(party) for party in pair) for pair in (*overrides.bars, *overrides.bonds)]
        pairs = [(a, b) for a, b in known]
        return with_overrides(
            ledger, bars=pairs[: len(overrides.bars)], bonds=pairs[len(overrides.bars) :], by=overrides.by
        )

    def _join(self, structure: Structure, alliance: Alliance) -> Structure:
        from prepoll.alliances import Structure

        members = frozenset(self.party_code(party) for party in alliance.members)
        if len(members) < 2:
            raise UsageError(f"An alliance needs two parties: {'+'.join(alliance.members)}. Write it as A+B.")
        wanted = self._regions(alliance.region)
        blocs: dict[RegionCode, tuple[Bloc, ...]] = {}
        for region in self.case.regions:
            kept = structure.in_region(region.code)
            if region.code in wanted:
                kept = (*(bloc - members for bloc in kept), members)
            blocs[region.code] = kept
        courtesies = tuple(
            row
            for row in structure.courtesies
            if not (row.giver in members and self.case.region_of[row.seat] in wanted)
        )
        return Structure.of(blocs, courtesies)

    def _regions(self, region: RegionCode | None) -> tuple[RegionCode, ...]:
        codes = tuple(row.code for row in self.case.regions)
        if region is None or self.case.alliances_by is AlliancesBy.CASE:
            return codes
        if region not in codes:
            raise UsageError(f"There is no region {region!r}. Known: {', '.join(codes)}.")
        return (region,)


__all__ = ["Alliance", "Overrides", "Study"]
