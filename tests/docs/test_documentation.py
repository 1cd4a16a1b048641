"""What is public is documented, and the generated pages are what the code says."""

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from prepoll.case import settings

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

PREPOLL = str(Path(sys.executable).parent / "prepoll")


@pytest.fixture(scope="module")
def generate(root):
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_pages_are_what_the_code_says(generate):
    for path, text in generate.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"run make docs and commit {path.name}"


def test_the_page_on_the_case_folder_names_every_key_that_is_read(generate):
    page = generate.case_folder_page()
    keys = {key for table, keys in settings.KEYS.items() for key in keys if table != "files"}
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()


def test_every_module_and_public_name_has_a_docstring(generate):
    assert generate.undocumented() == []
    without = [line for line in generate.library_page().split("\n") if re.search(r"\| +\|$", line)]
    assert without == []


def test_every_option_has_a_help_text(generate):
    assert [line for line in generate.commands_page().split("\n") if re.search(r"\| +\|$", line)] == []


def test_links_between_pages_lead_somewhere(root):
    broken = []
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "cases").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def commands_in(root, *pages):
    lines = [line for page in pages for line in (root / page).read_text(encoding="utf-8").splitlines()]
    written = [shlex.split(line, comments=True) for line in lines if line.startswith("    prepoll ")]
    return [words[1:] for words in written if "--from" not in words]  # a table of one's own is not at hand


def test_every_command_of_the_tutorial_runs(root, tmp_path):
    (tmp_path / "cases").symlink_to(root / "cases")
    commands = commands_in(root, "docs/tutorial/first-brief.md", "docs/how-to/own-case.md", "docs/how-to/override.md")
    assert len(commands) > 10
    failed = []
    for command in commands:
        arguments = [*command, "--draws", "200"] if command[0] not in ("new", "check", "ledger") else command
        done = subprocess.run([PREPOLL, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not done.stdout.strip():
            failed.append((command, done.stderr))
    assert failed == []
