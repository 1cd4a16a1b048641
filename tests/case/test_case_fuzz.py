"""Whatever stands in the files, a case loads or is refused: no crash, no hang, nothing written outside."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepoll.case import TableAnswers, case_from_table, check_case, input_hash, load_case
from prepoll.case.layouts import LAYOUTS
from prepoll.chance import generator
from prepoll.errors import CaseError, Finding, PrepollError, Severity

LIMIT = 20  # seconds for one case; a tenth of a second is usual
SEED = 20300318
NASTY = (
    *(b"", b"-1", b"1e9", b"9" * 40, b"nan", b"inf", b"0.5", b"2030-02-30", b"47528", b"=A1", b"#REF!", b"1,23,456"),
    *(b"\xff\xfe", b"\x00", b'"', b'"""', b",,,,", b"\r", b"\n\n", b";", b"*", b"|||", b"\xe2\x80\xae", b"0" * 5000),
    *(b"../../x", b"/etc/passwd", b"NOTA", b"OTHERS", b"{", b"]", b"[[past]]\n", b"[files]\nresults = '../x.csv'\n"),
    *(b"---\n", b"date:", b"<html>", b"true"),
)


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def contents_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def survives(folder: Path) -> bool:
    """Check and load a case; say whether it loaded. Findings and refusal have to agree."""
    before = contents_of(folder.parent)
    with no_longer_than(LIMIT):
        findings = check_case(folder)
        for finding in findings:
            assert finding.problem
            assert finding.way_out
            assert "\n" not in str(finding) or "\n" in (finding.value or "") + finding.file + (finding.column or "")
        refused: tuple[Finding, ...] = ()
        try:
            assert len(input_hash(load_case(folder))) == 64
        except CaseError as error:
            refused = error.findings
    assert set(refused) <= {each for each in findings if each.severity is Severity.ERROR}
    assert contents_of(folder.parent) == before
    return not refused


def flip(text: bytes, rng: np.random.Generator) -> bytes:
    places = rng.integers(0, max(1, len(text)), size=rng.integers(1, 9))
    mutated = bytearray(text or b" ")
    for place in places:
        mutated[place % len(mutated)] = rng.integers(0, 256)
    return bytes(mutated)


def insert(text: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(0, len(text) + 1))
    return text[:place] + NASTY[rng.integers(len(NASTY))] + text[place:]


def cut(text: bytes, rng: np.random.Generator) -> bytes:
    start, end = sorted(rng.integers(0, len(text) + 1, size=2))
    return text[:start] + text[end:]


def repeat(text: bytes, rng: np.random.Generator) -> bytes:
    start, end = sorted(rng.integers(0, len(text) + 1, size=2))
    return text[:end] + text[start:end] + text[end:]


def replace_cell(text: bytes, rng: np.random.Generator) -> bytes:
    lines = text.split(b"\n")
    row = int(rng.integers(len(lines)))
    cells = lines[row].split(b",")
    cells[rng.integers(len(cells))] = NASTY[rng.integers(len(NASTY))]
    return b"\n".join([*lines[:row], b",".join(cells), *lines[row + 1 :]])


def swap_lines(text: bytes, rng: np.random.Generator) -> bytes:
    lines = text.split(b"\n")
    one, other = rng.integers(len(lines), size=2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def recode(text: bytes, rng: np.random.Generator) -> bytes:
    codec = ("utf-16", "cp1252", "utf-8-sig", "utf-32")[rng.integers(4)]
    return text.decode("utf-8", "replace").encode(codec, "replace")


def from_elsewhere(text: bytes, rng: np.random.Generator) -> bytes:
    return NASTY[rng.integers(len(NASTY))] * int(rng.integers(1, 30)) if rng.random() < 0.5 else b""


MUTATIONS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (
    flip,
    insert,
    cut,
    repeat,
    replace_cell,
    replace_cell,
    swap_lines,
    recode,
    from_elsewhere,
)


def mutate(folder: Path, rng: np.random.Generator) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    for _ in range(rng.integers(1, 4)):
        path = files[rng.integers(len(files))]
        if not path.exists():
            continue
        if rng.random() < 0.04:
            path.unlink()
        elif rng.random() < 0.04:
            path.rename(path.with_name(files[rng.integers(len(files))].name))
        else:
            path.write_bytes(MUTATIONS[rng.integers(len(MUTATIONS))](path.read_bytes(), rng))


def fuzz_once(tutorial: Path, root: Path, number: int) -> bool:
    shutil.rmtree(root, ignore_errors=True)
    folder = root / "case"
    shutil.copytree(tutorial, folder)
    (root / "beside.txt").write_text("stays")
    mutate(folder, generator(SEED, "fuzz", str(number)))
    try:
        return survives(folder)
    except BaseException as error:
        error.add_note(f"mutation {number} of seed {SEED}")
        raise


def fuzz_table(tutorial: Path, root: Path, number: int) -> bool:
    """Make a case from a mutated table; say whether it was made."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    rng = generator(SEED, "table", str(number))
    text = (tutorial / "results.csv").read_bytes()
    for _ in range(rng.integers(1, 5)):
        text = MUTATIONS[rng.integers(len(MUTATIONS))](text, rng)
    (root / "results.csv").write_bytes(text)
    with no_longer_than(LIMIT):
        try:
            case_from_table(root / "results.csv", root / "case", TableAnswers())
            load_case(root / "case")
        except PrepollError:
            assert sorted(path.name for path in root.iterdir()) == ["results.csv"]
            return False
        except BaseException as error:
            error.add_note(f"table {number} of seed {SEED}")
            raise
    return True


def test_fifty_mutations(tutorial: Path, tmp_path: Path) -> None:
    loaded = sum(fuzz_once(tutorial, tmp_path / "fuzz", number) for number in range(50))
    made = sum(fuzz_table(tutorial, tmp_path / "table", number) for number in range(25))
    assert 0 < loaded < 50
    assert 0 < made < 25


@pytest.mark.full
def test_ten_minutes_of_mutations(tutorial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    end = time.monotonic() + float(os.environ.get("PREPOLL_FUZZ_SECONDS", "600"))
    tried = loaded = made = 0
    while time.monotonic() < end:
        loaded += fuzz_once(tutorial, tmp_path / "fuzz", 1000 + tried)
        made += fuzz_table(tutorial, tmp_path / "table", 1000 + tried)
        tried += 1
    with capsys.disabled():
        print(f"\n{tried} mutated cases: {loaded} loaded, {tried - loaded} refused; {tried} tables: {made} made a case")
    assert tried > 0


CODES = st.sampled_from(["A", "B", "C", "OTH", "NOTA", "X Y", "a", ""])
DAYS = st.sampled_from(["2030-01-01", "2030-03-19", "2029-06-06", "1.1.2030", "47528", "2130-01-01", ""])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), max_size=6)
NUMBERS = st.one_of(st.integers(-5, 10**6).map(str), st.floats(-2, 200).map(str), st.sampled_from(["", "1,000", "x"]))
CELLS = st.one_of(
    CODES, DAYS, WORDS, NUMBERS, st.sampled_from(["party", "bloc", "other", "assembly", "strength", "votes"])
)


@st.composite
def tables(draw: st.DrawFn, name: str) -> str:
    """Draw a table whose columns are right and whose cells may be anything."""
    layout = LAYOUTS[name]
    extra = draw(st.lists(st.sampled_from(sorted(layout.columns)), unique=True, max_size=6))
    header = list(dict.fromkeys([*layout.required, *extra]))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=5))
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [header, *rows])


@st.composite
def folders(draw: st.DrawFn) -> dict[str, str]:
    names = draw(st.sets(st.sampled_from(sorted(LAYOUTS)), min_size=3))
    files = {f"{name}.csv": draw(tables(name)) for name in sorted({*names, "parties", "seats"})}
    files["parties.csv"] += '"A","Party A"\n' if draw(st.booleans()) else ""
    kinds = st.sampled_from(["case", "region", "planet"])
    files["case.toml"] = (
        f'title = "random"\nas_of = 2030-03-18\nelection_date = 2030-05-12\nalliances_by = "{draw(kinds)}"\n'
        f"focal = [{', '.join(repr(code) for code in draw(st.lists(CODES, max_size=2)))}]\n"
    )
    if draw(st.booleans()):
        files["case.toml"] += '[[region]]\ncode = "R"\nseats = ["A", "B"]\n'
    return files


@given(folders())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_cases_load_or_are_refused(tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]) -> None:
    folder = tmp_path_factory.mktemp("random") / "case"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    survives(folder)


@given(st.lists(st.binary(max_size=200), min_size=3, max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_bytes_of_any_kind_are_refused(tmp_path_factory: pytest.TempPathFactory, files: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("bytes") / "case"
    folder.mkdir()
    for name, content in zip(("case.toml", "parties.csv", "results.parquet"), files, strict=True):
        (folder / name).write_bytes(content)
    assert not survives(folder)


def test_a_wide_and_deep_file_is_refused_in_time(folder: Path) -> None:
    (folder / "seats.geojson").write_text("[" * 100_000)
    (folder / "polls.csv").write_text(",".join(f"c{n}" for n in range(20_000)) + "\n" + "," * 19_999 + "\n")
    (folder / "case.toml").write_text("a" * 200_000 + " = [" + "[" * 5_000)
    assert not survives(folder)
