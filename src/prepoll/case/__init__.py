"""Reads a case folder into a Case, names every defect, and knows what was known when."""

from prepoll.case.fingerprint import input_hash
from prepoll.case.load import check_case, load_case, read_judgements, read_parties, read_people
from prepoll.case.new import new_case
from prepoll.case.own_case import Made, case_from_table
from prepoll.case.recognise import Ask, Question, Shape, TableAnswers
from prepoll.case.settings import Watch, news_folder, watched

__all__ = [
    "Ask",
    "Made",
    "Question",
    "Shape",
    "TableAnswers",
    "Watch",
    "case_from_table",
    "check_case",
    "input_hash",
    "load_case",
    "new_case",
    "news_folder",
    "read_judgements",
    "read_parties",
    "read_people",
    "watched",
]
