"""Take the picture of the brief that stands in the README, with Chromium: python docs/picture.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "brief.png"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def main() -> int:
    """Write the brief of the sample case and photograph its first page; 1 where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("Chromium is missing. On Debian: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        prepoll = str(Path(sys.executable).parent / "prepoll")
        case = str(ROOT / "cases" / "jammu-kashmir-2024")
        subprocess.run([prepoll, "brief", case, "--out", folder], check=True, capture_output=True)
        PICTURE.parent.mkdir(exist_ok=True)
        page = Path(folder, "brief.html").as_uri()
        shot = [f"--user-data-dir={folder}/profile", f"--screenshot={PICTURE}", "--window-size=1100,1500", page]
        subprocess.run([chromium, *QUIET, *shot], check=True, capture_output=True)
    sys.stdout.write(f"{PICTURE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
