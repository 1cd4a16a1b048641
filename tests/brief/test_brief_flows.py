"""The flows between two elections in the brief: a picture, a table, and nothing where there is nothing to show."""

import re
from dataclasses import replace

from prepoll.brief import as_html, as_json, as_markdown
from prepoll.brief.wording import percent


def test_the_page_shows_bands_with_their_intervals(brief, page):
    (table,) = brief.flows
    assert page.count('<figure class="flows"><svg') == 1
    drawn = page[page.index('<figure class="flows">') :]
    drawn = drawn[: drawn.index("</svg>")]
    row, cell = table.origins[0][0], table.cells[0][0]
    title = f"{row} → {table.destinations[0]}: {100 * cell.share:.0f} % ({100 * cell.low:.0f}–{100 * cell.high:.0f})"
    assert title in drawn
    widths = [
        tuple(map(float, re.findall(r'stroke-width="([\d.]+)"', band))) for band in re.findall(r"<g>.*?</g>", drawn)
    ]
    assert all(core <= band for band, core in (pair for pair in widths if len(pair) == 2))
    assert any(core < 0.6 * band for band, core in (pair for pair in widths if len(pair) == 2))


def test_markdown_has_the_figures_of_the_page(brief, page):
    (table,) = brief.flows
    text = as_markdown(brief)
    assert "### Where voters went from GE2022 to AE2026" in text
    for (name, part), row in zip(table.origins, table.cells, strict=True):
        cells = " | ".join(f"{percent(c.share)} ({percent(c.low)} to {percent(c.high)})" for c in row)
        assert f"| {name} ({percent(part)}) | {cells} |" in text
        for cell in row:
            assert f"{percent(cell.share)}<small>{percent(cell.low)} to {percent(cell.high)}</small>" in page
            assert cell.low <= cell.share <= cell.high


def test_without_two_elections_nothing_is_said(brief):
    bare = replace(brief, flows=())
    assert "Where voters went" not in as_html(bare)
    assert "Where voters went" not in as_markdown(bare)
    assert as_json(bare) == as_json(brief)
