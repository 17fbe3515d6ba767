"""Works a day with a planted person in the book, and tells every file that was ever written.

Run in a process of its own: everything Python or SQLite writes, renames or deletes is listened
to, also files that are gone again at the end.
"""

import io
import json
import os
import sys
from pathlib import Path

NIK, KK, NAME, PHONE = (
    "9901017006820007",
    "9901016543210000",
    "Zubaedah Rahasiawati",
    "089912345678",
)
FORMS = [
    form
    for word in (NIK, KK, NAME, PHONE)
    for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())
]
WORDS = "kata sandi panjang sekali"
written: set[str] = set()
leaks: list[str] = []


def listen(event: str, more: tuple) -> None:
    """Note what is opened for writing; look into what is about to be deleted."""
    if event == "open" and isinstance(more[0], str | bytes | os.PathLike):
        is_writing = isinstance(more[2], int) and more[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if is_writing:
            written.add(os.fsdecode(more[0]))
    elif event in ("os.remove", "os.truncate"):
        look_into(os.fsdecode(more[0]))
    elif event == "os.rename":
        written.add(os.fsdecode(more[1]))


def look_into(path: str) -> None:
    """Search a file that is about to go."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    with os.fdopen(descriptor, "rb") as file:
        content = file.read()
    if any(form in content for form in FORMS):
        leaks.append(path)


def work(place: Path) -> None:
    """Do what leaves traces: write, search, back up, restore, exchange, lock, crash, rescue."""
    from fieldkit.core import vault
    from fieldkit.core.db.drafts import Drafts
    from fieldkit.core.security.roles import Role
    from fieldkit.features.backup import service as backup
    from fieldkit.features.people import service as people
    from fieldkit.features.people.model import Family
    from fieldkit.features.records import undoing
    from fieldkit.features.rescue import service as rescue
    from fieldkit.features.sync import service as exchange
    from fieldkit.features.visits import service as visits
    from fieldkit.features.visits.model import Visit

    folder = place / "Buku.fieldkit"
    ctx, _code = vault.create_book(folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS)
    backup.guard(ctx)
    family = people.save_family(ctx, Family(name=NAME, nik=NIK, no_kk=KK, phone=PHONE))
    for number in range(300):
        people.save_family(ctx, Family(name=f"{NAME} {number}", address=f"Rumah {NAME}"))
    visit = Visit(
        family_id=family, visited_on=ctx.today, purposes=("business",), problem=f"{NAME} {NIK}",
        agreement=NAME,
    )  # fmt: skip
    visits.record_visit(ctx, visit)
    Drafts("visit").keep(ctx.db, family, {"problem": f"{NAME} {NIK} {PHONE}"}, ctx.clock.now())
    ctx.files.keep(NAME.encode() * 500)
    undoing.undo(ctx)
    undoing.redo(ctx)
    ctx.db.rows("SELECT a.name, b.name FROM family a, family b ORDER BY a.address, b.name LIMIT 9")
    stick = place / "stick"
    stick.mkdir()
    backup.routine(ctx, stick)
    kept = backup.kept(ctx)[0]
    backup.difference(ctx, kept.file)
    backup.restore_beside(ctx, kept.file, place / "Pulih.fieldkit")
    boss, _more = vault.create_book(
        place / "Koordinator.fieldkit", name="K", role=Role.COORDINATOR, passphrase=WORDS
    )
    for one, other in ((ctx, boss), (boss, ctx)):
        card = place / f"{one.me.device}.fkcard"
        exchange.write_card(one, card)
        exchange.trust(other, card)
    exchange.send(ctx, exchange.peers(ctx)[0], stick)
    exchange.receive(boss, [stick], dry_run=True)
    exchange.receive(boss, [stick])
    vault.close_book(boss, place / "Koordinator.fieldkit")
    key = ctx.db.data_key
    vault.lock(ctx)
    vault.reopen(ctx, key)
    show(ctx)
    backup.findings(ctx, is_full=True)
    vault.close_book(ctx, folder)
    rescue.rescue(folder, WORDS, place / "Selamat.fieldkit")


def show(ctx) -> None:
    """Open the window's screens on the family, print to memory, and crash with its name."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    from fieldkit.core.render import pdf
    from fieldkit.features.people import report
    from fieldkit.ui.people.screen import PeopleScreen
    from fieldkit.ui.shell import faults
    from fieldkit.ui.shell.changes import Changes
    from fieldkit.ui.widgets import dialogs

    screen = PeopleScreen(ctx, Changes(ctx), lambda _target: None)
    screen.show()
    app.processEvents()
    pdf.write_pdf(report.families_list(ctx), io.BytesIO())
    dialogs.tell = lambda *_words: None
    faults.watch(lambda: None)
    try:
        int(f"{NAME} {NIK}")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    screen.close()


def main() -> None:
    """Work, then tell what was written as JSON on standard output."""
    from tests.durability.disk import Disk

    place = Path(sys.argv[1])
    sys.addaudithook(listen)
    disk = Disk(None)
    with disk.listening():
        work(place)
    for kind, name, *more in disk.events:
        written.add(name)
        if kind == "write" and any(form in more[1] for form in FORMS):
            leaks.append(f"{name} at {more[0]}")
    sys.stdout.write(json.dumps({"written": sorted(written), "leaks": leaks}) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
