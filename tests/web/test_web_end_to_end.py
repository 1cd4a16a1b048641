"""One person's way through the desk in Chromium, on a real case: from signing in to revoking what was shared."""

import json
import re
import zipfile

import pytest
from browsing import WIDE
from playwright.sync_api import expect

from prepoll.brief.wording import chance_word, in_hundred, percent
from prepoll.cli import app

DRAWS, SEED = 400, 20240319
CASE = "cases/jammu-kashmir-2024"
TOGETHER = ("--alliance", "JKAP+DPAP@Kashmir")


@pytest.fixture
def archive(root, tmp_path):
    path = tmp_path / "jammu-kashmir-2024.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for each in sorted((root / CASE).rglob("*")):
            if each.is_file():
                written.write(each, each.relative_to(root / CASE))
    return path


def printed(capsys, *options):
    asked = ["project", CASE, "--json", "--seed", str(SEED), "--draws", str(DRAWS), *options]
    app(asked, standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def seat_lines(document):
    """Write what the table of seats says, from what the command line prints."""
    lines = {}
    for seat in dict.fromkeys(row["seat"] for row in document["seats"]):
        rows = [row for row in document["seats"] if row["seat"] == seat]
        first = min(rows, key=lambda row: (-row["win"], row["party"]))
        share = f"{percent(first['share'])} ({percent(first['low90'])} to {percent(first['high90'])})"
        lines[seat] = (first["party"], f"{in_hundred(first['win'])}, {chance_word(first['win'])}", share)
    return lines


def shown_lines(page):
    rows = page.locator("table.seat-table tbody tr")
    cells = {row.get_attribute("data-seat"): row.locator("td").all_inner_texts()[:3] for row in rows.all()}
    return {seat: tuple(text.strip() for text in texts) for seat, texts in cells.items()}


def map_words(page):
    return {each.get_attribute("data-seat"): each.get_attribute("aria-label") for each in page.locator("a.seat").all()}


def total_lines(document):
    rows = [row for row in document["totals"] if row["seats_high90"] > 0]
    return {row["party"]: f"{row['seats']:.2f} ({row['seats_low90']:g} to {row['seats_high90']:g})" for row in rows}


def shown_totals(page):
    rows = page.locator("table.totals tbody tr")
    return {row.get_attribute("data-party"): row.locator("td").first.inner_text() for row in rows.all()}


def agrees(page, document):
    """Say whether table, map and totals show exactly what the command line prints."""
    lines = seat_lines(document)
    assert shown_lines(page) == lines
    for seat, words in map_words(page).items():
        party, chance, _share = lines[seat]
        in_a_hundred, word = chance.split(", ")
        assert words.endswith(f": {party} {word}, {in_a_hundred}")
    shown = shown_totals(page)
    assert total_lines(document).items() <= shown.items()


def test_from_signing_in_to_revoking_what_was_shared(world, desk, look, archive, capsys):
    with look() as page:
        page.goto("/")
        page.get_by_label("Username").fill("owner")
        page.get_by_label("Password").fill("a long enough phrase")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Lantern desk").first.click()
        page.get_by_role("link", name="Add a case").click()
        page.get_by_label("Case folder as a zip file").set_input_files(archive)
        page.get_by_role("button", name="Check and add").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Jammu & Kashmir")

        page.get_by_role("link", name="Scenarios", exact=True).first.click()
        expect(page.get_by_text("There is no scenario yet")).to_be_visible()
        page.get_by_label("Name").fill("JKAP with DPAP in Kashmir")
        page.get_by_label("Seed").fill(str(SEED))
        page.get_by_label("Draws").fill(str(DRAWS))
        page.get_by_role("button", name="Make the scenario").click()
        agrees(page, printed(capsys))

        page.get_by_label("Move JKAP to, Kashmir").select_option("with DPAP")
        page.locator("#move-1-JKAP").click()
        expect(page.locator("#said")).to_contain_text("Done: JKAP moved to DPAP")
        expect(page.locator("[data-board=Kashmir] .bloc:not(.alone) abbr")).to_have_text(["JKAP", "DPAP"])
        agrees(page, printed(capsys, *TOGETHER))
        address = page.url

        page.get_by_role("link", name="Compare with what is in force").click()
        expect(page.locator("table.compared")).to_be_visible()
        expect(page.locator("figure")).to_have_count(2)

        page.goto(address)
        page.get_by_role("link", name="Show to others").click()
        page.get_by_label("Whom it is for").fill("the editor")
        page.get_by_role("button", name="Make the link").click()
        shared = page.locator("#made-link").get_attribute("href")
        with look() as other:
            other.goto(shared)
            expect(other.get_by_role("heading", level=1)).to_have_text("JKAP with DPAP in Kashmir")
            assert "script" not in other.content()
        page.get_by_role("button", name="Revoke the editor").click()
        expect(page.get_by_text("revoked by owner")).to_be_visible()
        with look() as other:
            assert other.goto(shared).status == 404
            other.goto("about:blank")


def test_the_brief_is_opened_from_the_case(world, look):
    with look("viewer", viewport=WIDE) as page:
        page.goto(world.at("case"))
        page.get_by_role("link", name=re.compile("Brief of")).first.click()
        page.get_by_role("link", name="Read the brief").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith("brief.html")
