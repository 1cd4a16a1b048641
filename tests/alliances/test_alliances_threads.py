"""Two threads that count on one election."""

from dataclasses import replace
from threading import Event, Thread

import numpy as np
from alliances_cases import random_election

from prepoll.alliances.frame import stack_of


class Interrupted:
    """Transfers whose first draw is interrupted until another thread has had its chance."""

    def __init__(self, transfers):
        self.transfers, self.seats, self.parties = transfers, transfers.seats, transfers.parties
        self.drawing, self.seen = Event(), Event()

    def given(self, q, c):
        self.drawing.set()
        self.seen.wait(0.3)
        return self.transfers.given(q, c)

    def desertion(self, c, q):
        return self.transfers.desertion(c, q)

    def leak(self, q):
        return self.transfers.leak(q)


def test_what_one_thread_takes_in_is_whole_before_another_uses_it():
    plain = random_election(3, 4, zeros=0)
    election = replace(plain, transfers=Interrupted(plain.transfers), cache={})
    stack, parties = stack_of(election), election.draws.parties
    first = Thread(target=stack.take_transfer, args=("A", "B"))
    first.start()
    assert election.transfers.drawing.wait(10)
    stack.take_transfer("A", "B")
    seen = stack.tau.row(("A", "B"), parties).copy()
    election.transfers.seen.set()
    first.join()
    assert np.array_equal(seen, plain.transfers.given("A", "B"))
