"""Judging the coder's claims one by one, and the coder's precision that follows from it."""

from prepoll.review.book import Book, Entry, open_book
from prepoll.review.precision import CueRecord, precision_by_cue
from prepoll.review.queue import Claim, Passage, passage, queue

__all__ = ["Book", "Claim", "CueRecord", "Entry", "Passage", "open_book", "passage", "precision_by_cue", "queue"]
