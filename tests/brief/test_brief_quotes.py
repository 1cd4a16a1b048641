"""Every quote is the article's words at the place it names, and its link leads to them."""

import itertools
import re
from dataclasses import replace
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from prepoll.brief import as_html, tables
from prepoll.brief.passages import around, joined, passage, pieces
from prepoll.brief.types import Claim
from prepoll.study import Study


def text_of(study, article):
    return next(reading.text for reading in study.readings if reading.article == article)


def test_every_quote_is_the_articles_text_at_its_offsets(study, brief):
    assert len(brief.claims) >= 5
    for claim in brief.claims:
        assert text_of(study, claim.article)[claim.start : claim.end] == claim.quote


def test_every_link_leads_to_the_quote_in_its_passage(brief, page):
    shown = page[page.index('id="passages"') :]
    for claim in brief.claims:
        at = shown.index(f'id="p-{claim.id.replace(":", "-")}"')
        paragraph = shown[shown.index(">", at) + 1 : shown.index("</p>", at)]
        assert unescape(re.sub(r"<[^>]+>", "", paragraph)).startswith(claim.quote)


def test_obstacles_quote_claims_that_are_in_the_brief(brief):
    quoted = [row for advice in brief.advices for option in advice.options for row in option.hurdles if row.quote]
    assert quoted
    for row in quoted:
        assert row.claim in brief.claim
        claim = brief.claim[row.claim]
        assert claim.quote in row.quote
        assert row.start <= claim.start
        assert claim.end <= row.end
        assert row.end - row.start == len(row.quote)


def test_an_article_is_shown_whole_only_where_its_words_are_the_cases_own(study, brief):
    cited = {claim.article for claim in brief.claims}
    article = next(article for article in study.case.articles if article.id in cited)
    body = article.raw.split("---\n", 2)[2].strip()
    other = replace(article, raw=article.raw.replace("words: own\n", ""))
    own = replace(other, raw=other.raw.replace("---\n", "---\nwords: own\n", 1))
    shift = len("words: own\n")
    claims = [row for row in brief.claims if row.article == article.id]
    moved = 0 if "words: own" in article.raw else shift
    here = [replace(row, start=row.start + moved, end=row.end + moved) for row in claims]
    whole = passage(own, own.raw, here)
    assert whole.own_words
    assert len("".join(e.text for e in whole.excerpts)) >= len(body.replace("\n\n", "")) - 5
    there = [replace(row, start=row.start + moved - shift, end=row.end + moved - shift) for row in claims]
    part = passage(other, other.raw, there)
    assert not part.own_words
    assert sum(len(e.text) for e in part.excerpts) < len(body)


def claim_at(low, high, text):
    fields = dict.fromkeys(Claim.__dataclass_fields__)
    return Claim(
        **{**fields, "id": f"s:{low}-{high}", "article": "a", "start": low, "end": high, "quote": text[low:high]}
    )


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="Ab. \n”!", min_size=1, max_size=80).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(
                st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20)).map(
                    lambda row: (row[0], min(len(text), row[0] + row[1]))
                ),
                max_size=5,
            ),
        )
    ),
    st.integers(0, 20),
)
def test_excerpts_hold_every_claim_and_pieces_join_to_the_excerpt(text_and_rows, body):
    text, rows = text_and_rows
    shown = around(rows, text, min(body, len(text)))
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(shown))
    for low, high in rows:
        assert any(a <= low and high <= b for a, b in shown)
    claims = [claim_at(low, high, text) for low, high in dict.fromkeys(rows)]
    article = type("A", (), {"id": "a", "raw": text, "title": None, "source": None, "address": None, "date": None})()
    made = passage(article, text, claims)
    cut = pieces(made, claims)
    assert ["".join(p.text for p in row) for row in cut] == [e.text for e in made.excerpts]
    for claim in claims:
        begun = [i for row in cut for p in row for i in p.begins]
        assert begun.count(claim.id) == 1
        assert "".join(p.text for row in cut for p in row if claim.id in p.covered) == claim.quote


def test_stretches_that_overlap_are_joined_to_the_longer():
    assert joined([(2, 5), (0, 10), (9, 12), (12, 14)]) == [(0, 12), (12, 14)]


def test_a_corrected_claim_keeps_its_links_and_says_that_it_was_judged(copy, brief):
    first = next(row.statements[0] for row in tables.outright(brief))
    row = f"{first},corrected,hedge=perhaps,A. Reader,2030-03-15T10:00:00+00:00\n"
    (copy / "judgements.csv").write_text(f"statement,verdict,correction,by,at\n{row}", encoding="utf-8")
    judged = Study(copy, draws=50).brief()
    claim = judged.claim[first]
    assert (claim.as_read, claim.hedge) == (first, "perhaps")
    assert claim.id != first
    assert claim.judgement is not None
    advice = replace(judged.advices[0], public_rests_on=(first,), public_differs=(first,))
    written = as_html(replace(judged, advices=(advice,)))
    ids = set(re.findall(r' id="([^"]+)"', written))
    assert f"p-{claim.id.replace(':', '-')}" in ids
    assert set(re.findall(r'href="#([^"]+)"', written)) <= ids
    assert f'href="#{claim.id.replace(":", "-")}"' in written
