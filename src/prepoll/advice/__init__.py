"""Room 9: ranks a party's options; obstacles, dates, robustness, what to find out first."""

from prepoll.advice.advise import advise
from prepoll.advice.candidates import SHORTLIST
from prepoll.advice.dates import calendar, slack
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.obstacles import obstacles
from prepoll.advice.public_line import public_line
from prepoll.advice.types import (
    Advice,
    Answer,
    CalendarRow,
    DateKind,
    FindOut,
    LikeMindedness,
    Obstacle,
    Option,
    PartnerGain,
    PublicLine,
    SeatEffect,
    Slack,
    TransferRange,
)

__all__ = [
    "SHORTLIST",
    "Advice",
    "Answer",
    "CalendarRow",
    "DateKind",
    "FindOut",
    "LikeMindedness",
    "Obstacle",
    "Option",
    "PartnerGain",
    "PublicLine",
    "SeatEffect",
    "Slack",
    "TransferRange",
    "advise",
    "calendar",
    "like_mindedness",
    "obstacles",
    "public_line",
    "slack",
]
