"""Make the list of regions from the package it comes from: `regions.py idn-area-data-4.0.1.tgz`.

Fetch the package with `npm pack idn-area-data@4.0.1`; only exactly that file is accepted.
"""

import base64
import csv
import hashlib
import io
import sys
import tarfile
from pathlib import Path

INTEGRITY = (
    "sha512-PhNSIl5T7swVwwWxJOFMtCaeHAF9TUu0HLDf+36EIWZro9j7"
    "au83AFIJiBQGL+iRsBDA2OlpJ5fjiqxNYndzOQ=="
)
TARGET = Path(__file__).resolve().parent.parent / "resources" / "regions"
LEVELS = ("provinces", "regencies", "districts")
NOTICE = """Names and codes of provinces, regencies, cities and districts of Indonesia.
From idn-area-data 4.0.1 (https://github.com/fityannugroho/idn-area-data), changed in form only:
the codes without dots, one line each. This database is made available under the Open Database
License; any rights in its single contents under the Database Contents License.

"""


def make(package: Path, target: Path) -> int:
    """Write the list and its licence; return how many regions there are."""
    packed = package.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"{package.name} is another package: {found}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        lines = [line for level in LEVELS for line in _lines(files, level)]
        licence = _text(files, "package/data/LICENSE.md")
    target.mkdir(exist_ok=True)
    (target / "names.txt").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    (target / "ODbL.txt").write_text(NOTICE + licence, encoding="utf-8")
    return len(lines)


def _lines(files: tarfile.TarFile, level: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(_text(files, f"package/data/{level}.csv")))
    return [f"{row['code'].replace('.', '')} {row['name'].strip()}" for row in rows]


def _text(files: tarfile.TarFile, name: str) -> str:
    member = files.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} is missing")
    return member.read().decode("utf-8")


if __name__ == "__main__":
    print(f"{make(Path(sys.argv[1]), TARGET)} regions")
