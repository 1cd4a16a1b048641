"""Take pictures of the desk with Chromium, into build/desk: python docs/desk.py [FOLDER]."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
CASE = ROOT / "cases" / "jammu-kashmir-2024"
OWNER = {"PREPOLL_OWNER": "asha", "PREPOLL_PASSWORD": "a long enough phrase", "PREPOLL_TEAM": "News desk"}
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}


def main() -> int:
    """Serve a fresh workbench, play a scenario of the sample case in it, and photograph each page."""
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "desk"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "prepoll"), "serve", "--port", "0", "--data", f"{folder}/data"]
        server = subprocess.Popen(command, env=os.environ | OWNER, stdout=subprocess.PIPE, text=True)
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline() if server.stdout else "")
            if found is None:
                sys.stderr.write("The workbench did not start.\n")
                return 1
            photograph(found[0], zipped(Path(folder)), pictures)
        finally:
            server.terminate()
            server.wait(30)
    sys.stdout.write("".join(f"{path}\n" for path in sorted(pictures.glob("*.png"))))
    return 0


def zipped(folder: Path) -> Path:
    """Zip the sample case as somebody would who uploads it."""
    path = folder / "case.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for each in sorted(CASE.rglob("*")):
            if each.is_file():
                written.write(each, each.relative_to(CASE))
    return path


def photograph(address: str, archive: Path, pictures: Path) -> None:
    """Sign in, import the case, put JKAP and DPAP together, and photograph what is seen."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who takes pictures needs it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE, base_url=address)
        page.set_default_timeout(120_000)
        play(page, archive)
        page.screenshot(path=pictures / "scenario.png")
        here = page.url
        page.set_viewport_size(PHONE)
        page.screenshot(path=pictures / "scenario-phone.png")
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=pictures / "scenario-dark.png")
        page.emulate_media(color_scheme="light")
        for words, name in (("Compare with what is in force", "compare"), ("How likely each number", "chances")):
            page.goto(here)
            page.get_by_role("link", name=words).click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=pictures / f"{name}.png")
        browser.close()


def play(page: Page, archive: Path) -> None:
    """Go from the sign-in page to a scenario with a bloc."""
    page.goto("/")
    page.get_by_label("Username").fill(OWNER["PREPOLL_OWNER"])
    page.get_by_label("Password").fill(OWNER["PREPOLL_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=OWNER["PREPOLL_TEAM"]).first.click()
    page.get_by_role("link", name="Add a case").click()
    page.get_by_label("Case folder as a zip file").set_input_files(archive)
    page.get_by_role("button", name="Check and add").click()
    page.get_by_role("link", name="Scenarios", exact=True).first.click()
    page.get_by_label("Name").fill("JKAP with DPAP in Kashmir")
    page.get_by_role("button", name="Make the scenario").click()
    page.get_by_label("Move JKAP to, Kashmir").select_option("with DPAP")
    page.locator("#move-1-JKAP").click()
    page.get_by_text("Done: JKAP moved to DPAP").wait_for()


if __name__ == "__main__":
    sys.exit(main())
