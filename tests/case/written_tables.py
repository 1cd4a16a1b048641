"""Write tables as people keep them: text with any separator, and workbooks."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

Grid = list[list[object]]


def csv_of(path: Path, grid: Grid, separator: str = ",") -> Path:
    def cell(value: object) -> str:
        text = str(value)
        return f'"{text}"' if separator in text else text

    path.write_text("".join(separator.join(map(cell, row)) + "\n" for row in grid), "utf-8")
    return path


def workbook(path: Path, sheets: dict[str, Grid]) -> Path:
    """Write a workbook as spreadsheets do: numbers as numbers, texts inline."""

    def cell(value: object, name: str) -> str:
        if value == "":
            return ""
        if isinstance(value, int | float):
            return f'<c r="{name}"><v>{value}</v></c>'
        return f'<c r="{name}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    def sheet(grid: Grid) -> str:
        rows = "".join(
            f'<row r="{n}">' + "".join(cell(value, f"{chr(65 + k)}{n}") for k, value in enumerate(row)) + "</row>"
            for n, row in enumerate(grid, 1)
        )
        return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'

    names = list(sheets)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as book:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{content}.worksheet+xml"/>'
            for n in range(1, len(names) + 1)
        )
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>{parts}</Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kinds}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{escape(x)}" sheetId="{n}" r:id="r{n}"/>' for n, x in enumerate(names, 1))
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{kinds}"><sheets>{listed}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="r{n}" Type="{kinds}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{targets}</Relationships>'
        )
        for n, name in enumerate(names, 1):
            book.writestr(f"xl/worksheets/sheet{n}.xml", sheet(sheets[name]))
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
