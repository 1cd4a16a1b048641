"""Build the wheel and list what data it holds; fails if a case other than the tutorial is in it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_IN_THE_WHEEL = ("jammu-kashmir", "uttar-pradesh", "posteriors", "results.csv.gz", "benchmarks", "tests/")


def main() -> int:
    """Build, look inside, print; 1 where something is in the wheel that may not be."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(ROOT)]
        subprocess.run(command, check=True, capture_output=True)
        wheel = next(Path(folder).glob("*.whl"))
        names = zipfile.ZipFile(wheel).namelist()
        size = wheel.stat().st_size
    wrong = [name for name in names if any(part in name for part in NOT_IN_THE_WHEEL)]
    tutorial = [name for name in names if "tutorial" in name]
    print(f"wheel: {size / 1024:.0f} KiB, {len(names)} files, {len(tutorial)} of the tutorial case, {len(wrong)} wrong")
    for name in wrong:
        print("  may not be in it:", name)
    return 1 if wrong or not tutorial else 0


if __name__ == "__main__":
    sys.exit(main())
