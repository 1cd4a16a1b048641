"""A claim that many papers carry in one text is one claim; what each paper wrote for itself stays its own."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.case.types import Party, Row
from prepoll.names import PartyKind
from prepoll.news import Cast, copies, once, read_article

DAY = date(2024, 3, 18)
AGENCY = """North Party president Rafi Mir said on Tuesday that his party was in talks with the South Party on seats.
He told reporters at the party office that a committee of five would meet the other side again on Friday, and that the
number of seats was no obstacle any more. The two had fought each other in every election since the party was founded.
"""
OWN = """The North Party and the South Party have been in talks for a fortnight, two leaders told this paper on Monday.
Both wanted to settle before the last week of the month, because workers on either side had begun to ask whom they were
to canvass for, and because the hills would be cut off again by the end of the season.
"""


def party(code, name):
    return Party(code, name, (), PartyKind.PARTY, None, None, None, Row("parties.csv", 2, f"parties.csv:{code}"))


CAST = Cast((party("NP", "North Party"), party("SP", "South Party")))


def read(article, text, days=0):
    day = DAY + timedelta(days=days)
    return read_article(f"---\ndate: {day}\ntitle: {article}\nsource: {article}\n---\n\n{text}", article, CAST, day)


def test_ten_papers_with_one_text_make_one_claim_with_ten_sources():
    papers = [read(f"paper-{i}", AGENCY + f"Edition {i} of the paper, printed at night.", i) for i in range(10)]
    (made,) = once(papers)
    assert made.source.article == "paper-0"
    assert made.copies == tuple(f"paper-{i}" for i in range(1, 10))
    assert made.id == papers[0].statements[0].id


def test_a_text_inside_a_longer_article_is_a_copy():
    longer = read("long", OWN * 1 + AGENCY + "And then there was the weather, of which nobody had a good word. " * 20)
    groups = copies({"long": longer.text, "agency": AGENCY})
    assert groups == (("long", "agency"),)


def test_two_papers_that_wrote_for_themselves_stay_two():
    one, other = read("one", AGENCY), read("other", OWN)
    assert copies({"one": AGENCY, "other": OWN}) == ()
    assert once([one, other]) == (*one.statements, *other.statements)
    assert len(one.statements) == len(other.statements) == 1


def test_the_judged_claim_of_several_copies_is_the_one_that_counts():
    papers = [read("first", AGENCY), read("second", AGENCY, 1)]
    (kept,) = once(papers, [papers[1].statements[0].id])
    assert (kept.source.article, kept.copies) == ("second", ("first",))


def test_what_only_one_copy_says_is_kept():
    more = "The South Party has ruled out an alliance with the North Party in the hills, its chief Asha Rao said."
    papers = [read("first", AGENCY), read("second", f"{AGENCY}\n{more}\n", 1)]
    assert [(one.stance.value, one.source.article) for one in once(papers)] == [
        ("talks", "first"),
        ("rules_out", "second"),
    ]


@given(st.lists(st.sampled_from([AGENCY, OWN, "Short.", ""]), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_copies_do_not_hang_on_the_order(texts, rng):
    named = {f"p{i}": text for i, text in enumerate(texts)}
    order = list(named)
    rng.shuffle(order)
    shuffled = copies({name: named[name] for name in order})
    assert {frozenset(group) for group in copies(named)} == {frozenset(group) for group in shuffled}
    for group in shuffled:
        assert len({named[name] for name in group}) == 1


def test_copies_say_nothing_of_what_a_statement_is():
    (made,) = read("one", AGENCY).statements
    assert replace(made, copies=("x",)).id == made.id
