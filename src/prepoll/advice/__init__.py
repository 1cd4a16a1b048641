"""Room 9: ranks a party's options; obstacles, dates, robustness, what to find out first."""

from prepoll.advice.dates import calendar, slack
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.public_line import public_line

__all__ = ["calendar", "like_mindedness", "public_line", "slack"]
