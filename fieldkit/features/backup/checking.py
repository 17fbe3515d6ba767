"""Is the book healthy? Each finding says in words what is wrong and how it is mended."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fieldkit.core import book_file, files, sentences, vault
from fieldkit.core.context import Context
from fieldkit.core.db import health, mending
from fieldkit.core.errors import DamagedBookError, FieldKitError, NotFoundError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.backup import places
from fieldkit.features.backup.proved import last_proved, last_proved_second
from fieldkit.features.records.waiting import waiting

_OLD_DAYS = 7
_OLD_SECOND_DAYS = 31
_LOW_DISK = 500 * 1024 * 1024

SENTENCES = {
    "damaged_pages": N_("{count} pages of the book are damaged."),
    "damaged_structure": N_("The structure of the book is damaged."),
    "salt_changed": N_("The first bytes of the book file were changed."),
    "not_encrypted": N_("The book on disk is not encrypted."),
    "broken_references": N_("{count} settings of this laptop point to nothing."),
    "cash_entry_unbalanced": N_("A cash entry does not add up to zero ({id})."),
    "chain_broken": N_("Page {number} of a signed chain was changed outside the program."),
    "search_stale": N_("The search index is out of date."),
    "sums_stale": N_("The sums of the cash books differ from their entries."),
    "entry_link_broken": N_(
        "A cash entry of {month} was changed, lost or swapped outside the program ({id})."
    ),
    "conflicts_stale": N_("The list of disagreements does not fit the history."),
    "clock_behind": N_("This laptop's clock is {minutes} minutes behind the newest entry."),
    "operations_waiting": N_("{count} changes wait for a newer FieldKit or a right clock."),
    "records_waiting": N_("{count} records refer to something that has not arrived yet."),
    "photos_damaged": N_("{count} photos are damaged on disk."),
    "photos_missing": N_("{count} photos are not on this laptop."),
    "table_differs": N_("{count} records in “{table}” differ from their history."),
    "keys_damaged": N_("The key file or its copy is damaged or missing."),
    "keys_mended": N_("The key file was damaged."),
    "no_recovery": N_("No recovery code opens this book: a forgotten passphrase would lose it."),
    "no_backup": N_("There is no proved backup of this book yet."),
    "backup_old": N_("The last proved backup is {days} days old."),
    "no_second_place": N_("No backup lies outside this laptop."),
    "second_place_old": N_("The last backup outside this laptop is {days} days old."),
    "backup_damaged": N_("The backup “{file}” is damaged."),
    "holds_destroyed": N_("{count} backups still hold data that was destroyed since."),
    "disk_low": N_("The disk has only {free} MB left."),
}
REPAIRS = {
    "damaged_pages": N_("Rescue the book into a new one; nothing readable is left behind."),
    "damaged_structure": N_("Rescue the book into a new one; nothing readable is left behind."),
    "salt_changed": N_("FieldKit can write them anew; no record is touched."),
    "not_encrypted": N_("Restore a backup into a new book, then delete this one."),
    "broken_references": N_("They have no effect; print or exchange once more where needed."),
    "cash_entry_unbalanced": N_("Open the KUBE's cash book and correct the entry with a reversal."),
    "chain_broken": N_("Ask whoever wrote it to send everything once more under Exchange."),
    "search_stale": N_("FieldKit can make the index anew from the records."),
    "sums_stale": N_("FieldKit can make the sums anew from the entries."),
    "entry_link_broken": N_("Compare the printed page with a backup or the other laptop's book."),
    "conflicts_stale": N_("FieldKit can make the list anew from the history."),
    "clock_behind": N_("Set the clock of this laptop, then check again."),
    "operations_waiting": N_("Install the newest FieldKit or set the clock; nothing is lost."),
    "records_waiting": N_(
        "They show once it arrives; look at them under Exchange, or ask the sender for everything."
    ),
    "photos_damaged": N_(
        "FieldKit takes them from a backup, or asks for them at the next exchange."
    ),
    "photos_missing": N_(
        "FieldKit takes them from a backup, or asks for them at the next exchange."
    ),
    "table_differs": N_("FieldKit can make the records anew from their history."),
    "keys_damaged": N_("FieldKit can write both anew from the one that is whole."),
    "keys_mended": N_("FieldKit has mended it from its copy; nothing is lost."),
    "no_recovery": N_("Make a recovery code under Settings → Keys, print it and keep it apart."),
    "no_backup": N_("Make one now; it takes a few seconds."),
    "backup_old": N_("Make one now; it takes a few seconds."),
    "no_second_place": N_("Plug in a stick and choose it as the second place for backups."),
    "second_place_old": N_("Plug in the stick; FieldKit then backs up by itself."),
    "backup_damaged": N_(
        "Make a new backup. FieldKit deletes the damaged one once that is proved."
    ),
    "holds_destroyed": N_(
        "Make a new backup there; once it is proved, FieldKit deletes the older ones."
    ),
    "disk_low": N_("Make room: empty the recycle bin, move videos to another disk."),
}
# What the program mends by itself, without asking for anything.
MENDED = frozenset(
    {
        "salt_changed", "search_stale", "sums_stale", "conflicts_stale", "table_differs",
        "photos_damaged", "photos_missing", "keys_damaged", "no_backup", "backup_old",
        "backup_damaged", "holds_destroyed",
    }
)  # fmt: skip
# Worth saying on the health page, yet nothing is wrong with the book itself.
ADVICE = frozenset(
    {
        "no_second_place",
        "second_place_old",
        "backup_old",
        "no_backup",
        "disk_low",
        "photos_missing",
        "records_waiting",
        "holds_destroyed",
    }
)
_MEND_FROM_LOG = {
    "search_stale": mending.rebuild_search,
    "sums_stale": mending.rebuild_sums,
    "conflicts_stale": mending.rebuild_conflicts,
    "table_differs": mending.rebuild_tables,
    "salt_changed": mending.rewrite_salt,
}
sentences.register(SENTENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    id: str
    code: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return sentences.reason_sentence(self.code, **self.details)

    @property
    def repair_sentence(self) -> str:
        """What to do about it."""
        return _(REPAIRS[self.code]) if self.code in REPAIRS else ""

    @property
    def is_mended_here(self) -> bool:
        """Whether FieldKit can mend it by itself."""
        return self.code in MENDED

    @property
    def is_advice(self) -> bool:
        """Whether the book itself is whole all the same."""
        return self.code in ADVICE

    @property
    def needs_rescue(self) -> bool:
        """Whether the book must be carried over into a new one."""
        return self.code in {"damaged_pages", "damaged_structure"}


def check(ctx: Context, *, is_full: bool = False) -> list[str]:
    """What is not as it should be, in sentences with the repair; empty for a healthy book."""
    return [
        " ".join(filter(None, (one.sentence, one.repair_sentence)))
        for one in findings(ctx, is_full=is_full)
        if not one.is_advice
    ]


def findings(
    ctx: Context, *, is_full: bool = False, second_place: Path | None = None
) -> list[Finding]:
    """Everything worth saying about the health of the book, advice among it."""
    ctx.require(Permission.CHECK_BOOK)
    found = [(f.code, f.details) for f in health.findings(ctx.db, is_full=is_full)]
    if not any(code.startswith("damaged") for code, _details in found):
        found += _photos(ctx)
        found += _waiting(ctx)
    if ctx.db.is_on_disk:
        found += _keys(ctx)
        found += _backups(ctx, second_place, is_full=is_full)
        found += _disk(ctx)
    return [
        Finding(id=f"{number}-{code}", code=code, details=details)
        for number, (code, details) in enumerate(found)
    ]


def at_open(ctx: Context) -> list[Finding]:
    """What is so wrong with the pages or the keys that it must be said at once.

    A key file that is damaged is written anew from its copy; that is said too.
    """
    ctx.require(Permission.CHECK_BOOK)
    found = [(f.code, f.details) for f in health.pages(ctx.db)]
    if not vault.are_keys_whole(ctx.db.folder):
        found.append(("keys_damaged", {}))
        with suppress(FieldKitError):
            vault.rewrite_keys(ctx.db.folder)
            found[-1] = ("keys_mended", {})
    return [Finding(id=code, code=code, details=details) for code, details in found]


def repair(ctx: Context, finding: Finding, second_place: Path | None = None) -> None:
    """Mend what a finding names; raises NotFoundError for what only a person can mend."""
    ctx.require(Permission.CHECK_BOOK)
    if finding.code in _MEND_FROM_LOG:
        _MEND_FROM_LOG[finding.code](ctx.db)
    elif finding.code in {"photos_damaged", "photos_missing"}:
        _mend_photos(ctx, second_place)
    elif finding.code == "keys_damaged":
        vault.rewrite_keys(ctx.db.folder)
    elif finding.code in {"no_backup", "backup_old", "backup_damaged", "holds_destroyed"}:
        from fieldkit.features.backup import making

        making.back_up(ctx)
        if finding.code == "holds_destroyed" and second_place and second_place.is_dir():
            making.back_up(ctx, second_place)
        if finding.code == "backup_damaged":
            Path(str(finding.details["path"])).unlink(missing_ok=True)
    else:
        raise NotFoundError


Found = tuple[str, dict[str, object]]


def _photos(ctx: Context) -> Iterator[Found]:
    damaged, missing = _broken_photos(ctx)
    if damaged:
        yield "photos_damaged", {"count": len(damaged)}
    if missing:
        yield "photos_missing", {"count": len(missing)}


def _waiting(ctx: Context) -> Iterator[Found]:
    count = sum(one.count for one in waiting(ctx))
    if count:
        yield "records_waiting", {"count": count}


def _broken_photos(ctx: Context) -> tuple[list[str], list[str]]:
    damaged, missing = [], []
    for row in ctx.db.rows("SELECT DISTINCT sha256 FROM photo WHERE sha256 <> ''"):
        if not ctx.files.has(row["sha256"]):
            missing.append(row["sha256"])
            continue
        try:
            ctx.files.content(row["sha256"])
        except DamagedBookError:
            damaged.append(row["sha256"])
    return damaged, missing


def _mend_photos(ctx: Context, second_place: Path | None) -> None:
    """Take broken photos from the backups; the rest is asked for at the next exchange."""
    damaged, missing = _broken_photos(ctx)
    attachments = ctx.db.folder / book_file.ATTACHMENTS
    for sha256 in damaged:
        (attachments / sha256[:2] / sha256).unlink(missing_ok=True)
    for sha256 in [*damaged, *missing]:
        for place in filter(None, (places.usual(ctx), second_place)):
            copied = places.photo_folder(ctx, place) / sha256[:2] / sha256
            if copied.is_file() and _is_taken(ctx, copied, attachments / sha256[:2] / sha256):
                break


def _is_taken(ctx: Context, copied: Path, target: Path) -> bool:
    """Copy a photo back; False when the copy is damaged too."""
    files.make_folder(target.parent)
    with files.replacing(target) as written:
        shutil.copyfile(copied, written)
    try:
        ctx.files.content(target.name)
    except DamagedBookError:
        target.unlink(missing_ok=True)
        return False
    return True


def _keys(ctx: Context) -> Iterator[Found]:
    if not vault.are_keys_whole(ctx.db.folder):
        yield "keys_damaged", {}
    if "recovery" not in vault.slot_kinds(ctx.db.folder):
        yield "no_recovery", {}


def _backups(ctx: Context, second_place: Path | None, *, is_full: bool) -> Iterator[Found]:
    proved = last_proved(ctx)
    if proved is None:
        yield "no_backup", {}
    elif (days := _days_since(ctx, proved)) > _OLD_DAYS:
        yield "backup_old", {"days": days}
    second = last_proved_second(ctx)
    if second is None:
        yield "no_second_place", {}
    elif (days := _days_since(ctx, second)) > _OLD_SECOND_DAYS:
        yield "second_place_old", {"days": days}
    reached = [places.usual(ctx), *([second_place] if second_place is not None else [])]
    old = sum(len(places.holding_destroyed(ctx, place)) for place in reached)
    if old:
        yield "holds_destroyed", {"count": old}
    if is_full:
        yield from _damaged_backups(ctx, second_place)


def _damaged_backups(ctx: Context, second_place: Path | None) -> Iterator[Found]:
    for place in filter(None, (places.usual(ctx), second_place)):
        for path in sorted(place.glob(f"fieldkit-{ctx.me.number[:6]}-*{places.SUFFIX}")):
            try:
                is_whole = book_file.is_whole(path)
            except FieldKitError:
                is_whole = False
            if not is_whole:
                yield "backup_damaged", {"file": path.name, "path": str(path)}


def _disk(ctx: Context) -> Iterator[Found]:
    try:
        free = shutil.disk_usage(ctx.db.folder).free
    except OSError:
        return
    if free < _LOW_DISK:
        yield "disk_low", {"free": free // (1024 * 1024)}


def _days_since(ctx: Context, day: str) -> int:
    return (ctx.today - date.fromisoformat(day)).days
