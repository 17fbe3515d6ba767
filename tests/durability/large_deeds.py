"""Random real commands of every size: lists, merges, backups, photos, undo, bin, drafts.

Each says that it begins, so that whoever kills the process can choose what it is in the midst of.
"""

import csv
import io
from pathlib import Path
from typing import Any

from PIL import Image

from fieldkit.core.context import Context
from fieldkit.core.db.drafts import Drafts
from fieldkit.features.backup import service as backup
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family
from fieldkit.features.photos import service as photos
from fieldkit.features.records import service as records
from fieldkit.features.sync import service as exchange
from tests.durability.deeds import IN_A_LIST, Deeds, Told

NAMES = {
    "c": "create", "u": "change", "p": "post", "m": "attachment", "z": "undo and redo",
    "a": "family", "v": "visit", "i": "incident", "l": "import", "x": "merge", "b": "backup",
    "f": "photo", "d": "bin and back", "k": "draft",
}  # fmt: skip


class LargeDeeds(Deeds):
    """Everyday commands, and the large ones among them."""

    KINDS = "ccuumpzzavilllxxxbbffdk"

    def __init__(self, ctx: Context, seed: int, tell: Any, place: Path) -> None:
        super().__init__(ctx, seed, tell)
        self._place = place

    def _verbs(self) -> dict[str, Any]:
        more = {
            "l": self._import, "x": self._merge, "b": self._back_up, "f": self._photo,
            "d": self._bin, "k": self._draft,
        }  # fmt: skip
        return {
            kind: self._announced(NAMES[kind], act)
            for kind, act in (super()._verbs() | more).items()
        }

    def _announced(self, name: str, act: Any) -> Any:
        def announce() -> Told:
            self._tell(("begin", *name.split()))
            return tuple(act())

        return announce

    def _import(self) -> Told:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(("NO", "NAMA PENGURUS", "NO KK", "NIK", "ALAMAT"))
        for n in range(IN_A_LIST):
            number = (self._number * 100 + n) % 10**11
            name = f"Ibu {self._number} {chr(65 + n)}"
            rows.writerow((n + 1, name, f"99{number:011d}000", "", f"L{self._number}"))
        file = self._place / f"{self._number}.csv"
        file.write_text(out.getvalue(), encoding="utf-8")
        done = people.apply_import(self._ctx, people.plan_import(self._ctx, file))
        file.unlink()
        return ("list", str(self._number)) if done.as_json()["created"] == IN_A_LIST else ()

    def _merge(self) -> Told:
        """Take the next file of the friend; each holds what the ones before it hold, too."""
        taken = self._ctx.db.value("SELECT count(*) FROM exchange WHERE direction = 'in'")
        files = sorted((self._place / "stick").glob("*.fkx"))
        if int(taken) >= len(files):
            return ()
        file = files[int(taken)]
        reports = exchange.receive(self._ctx, [file])
        return ("merged", str(int(taken) + 1)) if reports[0].changes else ()

    def _back_up(self) -> Told:
        return ("backup", Path(backup.back_up(self._ctx).file).name)

    def _photo(self) -> Told:
        out = io.BytesIO()
        Image.effect_noise((120, 90), 60).save(out, "JPEG")
        family = self._dice.choice(self._known)
        return ("photo", photos.add_photo(self._ctx, "family", family, out.getvalue(), "Rumah"))

    def _bin(self) -> Told:
        """Put a family into the bin and take it out again: wherever this dies, it is somewhere."""
        family = people.save_family(self._ctx, Family(name=f"Ibu {self._number}"))
        self._tell(("family", family))
        people.remove_family(self._ctx, family)
        self._tell(("family", family))
        records.restore(self._ctx, "family", family)
        return ("family", family)

    def _draft(self) -> Told:
        typed = {"problem": str(self._number)}
        Drafts("visit").keep(self._ctx.db, "new", typed, self._ctx.clock.now())
        return ("draft", str(self._number))
