"""Anki's own engine on as many records: run under an interpreter that has the `anki` package.

Prints one JSON object: seconds for writing a package, taking it into an empty collection and
taking it a second time, and its bytes.
"""

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def main(count: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = Collection(str(folder / "source.anki2"))
        kind = source.models.by_name("Basic")
        deck = source.decks.id("Mawar")
        notes = []
        for number in range(count):
            note = source.new_note(kind)
            note["Front"] = f"Siti {chance.randrange(10**6)} {number}"
            note["Back"] = f"9901{number:012} 9902{number:012} Kp. Baru No. {number % 300} 001 002"
            notes.append(note)
        from anki.collection import AddNoteRequest

        source.add_notes([AddNoteRequest(note=note, deck_id=deck) for note in notes])
        package = folder / "all.apkg"
        began = time.perf_counter()
        source.export_anki_package(
            out_path=str(package),
            options=ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True),
            limit=None,
        )
        writing = time.perf_counter() - began
        source.close()
        target = Collection(str(folder / "target.anki2"))
        taking = []
        for _turn in range(2):
            began = time.perf_counter()
            target.import_anki_package(
                ImportAnkiPackageRequest(
                    package_path=str(package), options=ImportAnkiPackageOptions()
                )
            )
            taking.append(time.perf_counter() - began)
        found = target.note_count()
        target.close()
        assert found == count, found
        size = package.stat().st_size
    print(json.dumps({"write": writing, "take": taking[0], "again": taking[1], "bytes": size}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
