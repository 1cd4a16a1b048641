"""The same chain on past elections, scored against what happened."""

from prepoll.backtest.projection import Settings
from prepoll.backtest.record import read_record
from prepoll.backtest.run import BackTest, back_test
from prepoll.backtest.types import Record, Score

__all__ = ["BackTest", "Record", "Score", "Settings", "back_test", "read_record"]
