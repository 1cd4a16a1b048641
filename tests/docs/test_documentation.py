"""What is public is documented, and the generated pages are what the code says."""

import importlib.util
import re

import pytest


@pytest.fixture(scope="module")
def generate(root):
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_pages_are_what_the_code_says(generate):
    for path, text in generate.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"run make docs and commit {path.name}"


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
