"""The stages of talks and the one table of moves between them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from prepoll.errors import UsageError


class Stage(StrEnum):
    """How far talks have come."""

    APPROACHED = "approached"
    EXPLORING = "exploring"
    TALKING = "talking"
    OFFER_MADE = "offer_made"
    IN_PRINCIPLE = "in_principle"
    AGREED = "agreed"
    FAILED = "failed"


class Move(StrEnum):
    """What takes talks from one stage to another."""

    EXPLORE = "explore"
    TALK = "talk"
    OFFER = "offer"
    CLOSE_OFFER = "close_offer"  # declined, taken back, lapsed: no offer is open any more
    ACCEPT = "accept"
    FALL_THROUGH = "fall_through"  # agreed in principle, and not signed
    SIGN = "sign"
    FAIL = "fail"
    REOPEN = "reopen"


MOVES: Final[Mapping[Move, Mapping[Stage, Stage]]] = {
    Move.EXPLORE: {Stage.APPROACHED: Stage.EXPLORING},
    Move.TALK: {Stage.APPROACHED: Stage.TALKING, Stage.EXPLORING: Stage.TALKING},
    Move.OFFER: {
        Stage.APPROACHED: Stage.OFFER_MADE,
        Stage.EXPLORING: Stage.OFFER_MADE,
        Stage.TALKING: Stage.OFFER_MADE,
        Stage.OFFER_MADE: Stage.OFFER_MADE,
    },
    Move.CLOSE_OFFER: {Stage.OFFER_MADE: Stage.TALKING},
    Move.ACCEPT: {Stage.OFFER_MADE: Stage.IN_PRINCIPLE},
    Move.FALL_THROUGH: {Stage.IN_PRINCIPLE: Stage.TALKING},
    Move.SIGN: {Stage.IN_PRINCIPLE: Stage.AGREED},
    Move.FAIL: {
        Stage.APPROACHED: Stage.FAILED,
        Stage.EXPLORING: Stage.FAILED,
        Stage.TALKING: Stage.FAILED,
        Stage.OFFER_MADE: Stage.FAILED,
        Stage.IN_PRINCIPLE: Stage.FAILED,
    },
    Move.REOPEN: {Stage.FAILED: Stage.EXPLORING},
}
"""Where each move leads from each stage; what is not here cannot be done."""

BY_HAND: Final = (Move.EXPLORE, Move.TALK, Move.FAIL, Move.REOPEN)
"""Moves that somebody makes by saying so; the others come with what is done to an offer or an agreement."""


class StageError(UsageError):
    """Talks cannot go there from where they are."""


def moved(stage: Stage, move: Move) -> Stage:
    """Return the stage that a move leads to; StageError where the table has no such move.

    >>> moved(Stage.TALKING, Move.OFFER)
    <Stage.OFFER_MADE: 'offer_made'>
    """
    if stage not in MOVES[move]:
        known = ", ".join(each.replace("_", " ") for each in MOVES[move])
        words = f"{move.replace('_', ' ')} leads on from {known}; these talks are at: {stage.replace('_', ' ')}."
        raise StageError(words.capitalize())
    return MOVES[move][stage]


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """List the moves that can be made by hand from a stage.

    >>> [move.value for move in moves_from(Stage.FAILED)]
    ['reopen']
    """
    return tuple(move for move in BY_HAND if stage in MOVES[move])
