"""The same table in another form is the same case; a form that cannot be read is named."""

import gzip
from pathlib import Path

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepoll.case import check_case, input_hash, load_case, read_parties, read_people
from prepoll.errors import CaseError, PrepollError, Severity

TABLES = (
    "parties",
    "blocs",
    "lineage",
    "people",
    "seats",
    "units",
    "results",
    "fronts",
    "positions",
    "polls",
    "reports",
)


def errors(folder: Path) -> list[str]:
    return [str(finding) for finding in check_case(folder) if finding.severity is Severity.ERROR]


def test_gz_and_parquet_read_the_same_as_csv(folder: Path) -> None:
    whole = input_hash(load_case(folder))
    for name in TABLES:
        path = folder / f"{name}.csv"
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()
    assert input_hash(load_case(folder)) == whole
    for name in TABLES:
        path = folder / f"{name}.csv.gz"
        polars.read_csv(gzip.decompress(path.read_bytes()), try_parse_dates=True).write_parquet(
            folder / f"{name}.parquet"
        )
        path.unlink()
    again = load_case(folder)
    assert input_hash(again) == whole
    assert again.results[0].row.file == "results.parquet"


def test_a_byte_order_mark_and_windows_newlines_change_nothing(folder: Path) -> None:
    whole = load_case(folder)
    for name in TABLES:
        path = folder / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_case(folder) == whole


def test_rows_written_otherwise_are_the_same_content(folder: Path) -> None:
    whole = input_hash(load_case(folder))
    path = folder / "positions.csv"
    path.write_text(path.read_text().replace(",0.8,", ",0.80,").replace(",-2,", ", -2.0 ,"))
    assert input_hash(load_case(folder)) == whole


def test_semicolons_are_named(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_text(path.read_text().replace(",", ";"))
    assert any("people.csv, line 1: is separated by semicolons" in error for error in errors(folder))


def test_another_encoding_is_named_with_its_first_line(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_bytes(path.read_bytes() + "Zoë Müller,,HL,whip,,\n".encode("cp1252"))
    line = path.read_bytes().count(b"\n")
    assert errors(folder) == [
        f"error: people.csv, line {line}: is not UTF-8; it looks like Windows-1252 (cp1252) ('Zoë'). "
        "Save it as UTF-8: in a spreadsheet, 'CSV UTF-8'."
    ]
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16"))
    assert any("looks like UTF-16" in error for error in errors(folder))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04rest", "is a workbook or an archive"),
        (b"\x1f\x8bbroken", "is a broken gzip file"),
        (b"a,b\x00c\n", "is not text"),
        (b"", "has no header"),
        (b"\n\n\n", "has no header"),
    ],
)
def test_rubbish_in_a_table_is_named(folder: Path, content: bytes, problem: str) -> None:
    (folder / "polls.csv").write_bytes(content)
    assert any(problem in error and "polls.csv" in error for error in errors(folder))


def test_a_parquet_that_is_none_is_named(folder: Path) -> None:
    (folder / "polls.csv").rename(folder / "polls.parquet")
    assert any("polls.parquet: is not a parquet file" in error for error in errors(folder))


def test_two_forms_of_one_table_are_refused(folder: Path) -> None:
    (folder / "polls.csv.gz").write_bytes(gzip.compress((folder / "polls.csv").read_bytes()))
    assert any("only one can be read" in error for error in errors(folder))


def test_file_names_may_be_chosen(folder: Path) -> None:
    whole = input_hash(load_case(folder))
    (folder / "polls.csv").rename(folder / "surveys.csv")
    (folder / "news").rename(folder / "press")
    with (folder / "case.toml").open("a") as settings_file:
        settings_file.write('\n[files]\npolls = "surveys.csv"\nnews = "press"\n')
    case = load_case(folder)
    assert case.polls[0].row.file == "surveys.csv"
    assert len(case.articles) == 5
    assert input_hash(case) != whole  # articles name their file
    assert case.polls == tuple(case.polls)


def test_a_named_file_that_is_missing_or_outside_is_named(folder: Path) -> None:
    with (folder / "case.toml").open("a") as settings_file:
        settings_file.write('\n[files]\npolls = "surveys.csv"\nreports = "../reports.csv"\n')
    assert any("column files.polls: surveys.csv is missing ('surveys.csv')" in error for error in errors(folder))
    assert any("case.toml" in error and "files.reports" in error for error in errors(folder))


@pytest.mark.parametrize("name", ["parties", "seats", "case"])
def test_a_needed_file_that_is_missing_or_a_folder_is_named(folder: Path, name: str) -> None:
    file = f"{name}.toml" if name == "case" else f"{name}.csv"
    (folder / file).unlink()
    assert any(f"{file}: is missing" in error for error in errors(folder))
    (folder / file).mkdir()
    assert any(file in error for error in errors(folder))
    with pytest.raises(CaseError):
        load_case(folder)


def test_a_folder_that_is_not_there_or_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="prepoll new DIR"):
        load_case(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CaseError, match="is a file, not a case folder"):
        check_case(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CaseError, match=r"case\.toml: is missing"):
        load_case(tmp_path / "empty")


def test_a_named_news_folder_that_is_missing_is_named(folder: Path) -> None:
    with (folder / "case.toml").open("a") as settings_file:
        settings_file.write('\n[files]\nnews = "press"\n')
    assert any("column files.news: press is missing ('press')" in error for error in errors(folder))


def test_regions_may_stand_in_the_seats_alone_but_for_all_of_them(folder: Path) -> None:
    path = folder / "case.toml"
    head, _, rest = path.read_text().partition("[[region]]")
    path.write_text(head + "[[past]]" + rest.split("[[past]]", 1)[1])
    case = load_case(folder)
    assert [(region.code, region.seats) for region in case.regions] == [
        ("COAST", ("SAL", "GUL", "TID")),
        ("UPLAND", ("MIL", "HIG", "OAK")),
    ]
    seats = folder / "seats.csv"
    seats.write_text(seats.read_text().replace("SAL,Saltmouth,COAST", "SAL,Saltmouth,"))
    assert any("the seat has no region, and others have one" in error for error in errors(folder))
    seats.write_text(seats.read_text().replace(",COAST", ",").replace(",UPLAND", ","))
    assert [region.code for region in load_case(folder).regions] == ["*"]


def test_one_source_of_strength_is_needed(folder: Path) -> None:
    for name in ("results", "polls", "reports", "fronts"):
        (folder / f"{name}.csv").unlink()
    assert any("nothing says how strong" in error for error in errors(folder))


def test_articles_may_be_text_and_html(folder: Path) -> None:
    (folder / "news" / "2030-03-10-plain.txt").write_text("The League waits.\r\n", newline="")
    (folder / "news" / "page.html").write_text('<meta property="article:published_time" content="2030-03-11T10:00">Hm')
    (folder / "news" / "undated.html").write_text("<p>Hm</p>")
    (folder / "news" / "picture.png").write_bytes(b"\x89PNG")
    found = check_case(folder)
    undated = next(finding for finding in found if finding.file == "news/undated.html")
    assert "no date" in undated.problem
    assert any(finding.file == "news/picture.png" and finding.severity is Severity.NOTE for finding in found)
    (folder / "news" / "undated.html").unlink()
    articles = {article.id: article for article in load_case(folder).articles}
    assert articles["2030-03-10-plain"].raw == "The League waits.\r\n"
    assert str(articles["page"].date) == "2030-03-11"
    assert articles["page"].html
    assert not articles["2030-03-10-plain"].html


def test_an_article_in_another_encoding_is_named_and_rubbish_is_no_traceback(folder: Path) -> None:
    (folder / "news" / "2030-03-10-a.txt").write_bytes("Zoë".encode("cp1252"))
    (folder / "news" / "2030-03-11-b.md").write_bytes(b"\x00\x01\xff")
    assert [error.split(":")[1].strip().split(",")[0] for error in errors(folder)] == [
        "news/2030-03-10-a.txt",
        "news/2030-03-11-b.md",
    ]


def test_parties_and_people_are_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "P.csv"
    path.write_text("code,name,aliases\nNC,National Conference,JKNC|NC|National Conference\n")
    (party,) = read_parties(path)
    assert (party.code, party.aliases, party.kind.value) == ("NC", ("JKNC",), "party")
    people = tmp_path / "Q.csv"
    people.write_text("name\nOmar Abdullah\n")
    assert [person.name for person in read_people(people)] == ["Omar Abdullah"]
    path.write_text("code,nam\nNC,National Conference\n")
    with pytest.raises(CaseError, match="column name: the column is missing"):
        read_parties(path)
    with pytest.raises(CaseError, match="is missing"):
        read_people(tmp_path / "R.csv")
    with pytest.raises(CaseError, match="is a folder"):
        read_parties(tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([*(f"{table}.csv" for table in TABLES), "case.toml", "seats.geojson", "news/2030-03-20-x.md"]),
    cut=st.integers(0, 4000),
    rubbish=st.one_of(
        st.binary(max_size=40), st.text(alphabet='",;\n\r|=[]{}#:-_.0123456789٣aé', max_size=40).map(str.encode)
    ),
)
def test_no_rubbish_anywhere_ends_in_a_traceback(folder: Path, name: str, cut: int, rubbish: bytes) -> None:
    path = folder / name
    whole = path.read_bytes() if path.exists() else b""
    path.write_bytes(whole[:cut] + rubbish + whole[cut:])
    try:
        check_case(folder)
        load_case(folder)
    except PrepollError:
        pass
    finally:
        path.write_bytes(whole)
        if not whole:
            path.unlink()
