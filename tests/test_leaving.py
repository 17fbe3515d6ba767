"""Whatever leaves the book leaves a line in the access log: read from the code, module by module."""

import re
from pathlib import Path

import fieldkit

PACKAGE = Path(fieldkit.__file__).parent
WRITES = re.compile(
    r"\bwrite_(?:bytes|text|pdf|xlsx)\(|\breplacing\(|\bxlsxwriter\b|\bcalendar_file\.write"
)
NOTES = re.compile(
    r"\baccess\.note\(|\bnote_access\(|local_put\(\"access\"|\bshelf\.(?:note|print|write)"
)
# What is written there is no record of the book, or lies inside or beside it, encrypted.
EXEMPT = {
    "features/backup/checking.py": "photos go back into the book",
    "features/sync/quarantine.py": "a file that waits, sealed as it came",
    "ui/rescue/box.py": "what was rescued, before any book is open",
    "ui/shell/faults.py": "a report of a fault, without personal data",
    "ui/widgets/pdf_preview.py": "tells its window, which notes it",
    "cli/selftest.py": "an invented book of its own",
}  # fmt: skip


def test_every_module_that_writes_files_notes_it():
    silent, used = [], set()
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if not name.startswith(("features/", "ui/", "cli/", "app/")):
            continue
        source = file.read_text(encoding="utf-8")
        if not WRITES.search(source) or NOTES.search(source):
            continue
        used.add(name)
        if name not in EXEMPT:
            silent.append(name)
    assert silent == []
    assert used == EXEMPT.keys()
