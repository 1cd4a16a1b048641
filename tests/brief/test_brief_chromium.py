"""The page in a real browser: nothing to scroll sideways on a phone, and an agenda on one sheet of paper."""

import html
import json
import re
import shutil
import subprocess

import pytest

from prepoll.brief import as_agenda

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed (Debian: apt-get install chromium)")

PROBE = """<!doctype html><body><iframe id="f" style="border:0;width:{width}px;height:800px"></iframe><script>
const f = document.getElementById("f");
f.onload = () => {{
  const d = f.contentDocument, root = d.documentElement;
  const out = [...d.querySelectorAll("body *")].filter(e => !e.closest(".scroll") && !e.closest(".skip") &&
    !e.closest("svg") && e.getBoundingClientRect().right > {width} + 1).map(e => e.tagName + "." + e.className);
  const tall = [...d.querySelectorAll("caption")].filter(e => e.getBoundingClientRect().width < {width} / 3 &&
    e.textContent.trim().length > 40).map(e => e.textContent.slice(0, 40));
  const heads = [...d.querySelectorAll(".stack thead")].filter(e => e.getBoundingClientRect().right > 0 &&
    {width} < 640 && !f.contentWindow.getComputedStyle(e).clipPath.startsWith("inset")).length;
  document.title = JSON.stringify({{wide: root.scrollWidth, out: out.slice(0, 5), tall, heads}});
}};
f.srcdoc = {page};
</script></body>"""


def browse(tmp_path, *options):
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        *options,
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_sideways(page, tmp_path, width):
    probe = tmp_path / "probe.html"
    written = json.dumps(page).replace("</", "<\\/")
    probe.write_text(PROBE.format(width=width, page=written), encoding="utf-8")
    shown = browse(
        tmp_path,
        "--hide-scrollbars",
        "--window-size=1400,900",
        "--virtual-time-budget=4000",
        "--dump-dom",
        probe.as_uri(),
    )
    found = json.loads(html.unescape(re.search(r"<title>(.*?)</title>", shown)[1]))
    assert found == {"wide": width, "out": [], "tall": [], "heads": 0}


def test_an_agenda_takes_one_sheet_for_each_party(brief, tmp_path):
    source, target = tmp_path / "agenda.html", tmp_path / "agenda.pdf"
    source.write_text(as_agenda(brief, "html"), encoding="utf-8")
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", target.read_bytes())) == len(brief.advices)
