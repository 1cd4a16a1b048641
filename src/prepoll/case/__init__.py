"""Reads a case folder into a Case, names every defect, and knows what was known when."""

from prepoll.case.fingerprint import input_hash
from prepoll.case.load import check_case, load_case, read_parties, read_people
from prepoll.case.new import new_case

__all__ = ["check_case", "input_hash", "load_case", "new_case", "read_parties", "read_people"]
