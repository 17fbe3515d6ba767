"""Proves an installed copy: everything that could be missing from it is used once."""

import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from fieldkit.cli.door import answer, options
from fieldkit.core import i18n, vault
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError
from fieldkit.core.holidays import holiday
from fieldkit.core.security.roles import Role

_FAULTS = (FieldKitError, ImportError, OSError, RuntimeError, ValueError, LookupError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step went."""

    step: str
    ok: bool
    seconds: float
    detail: str


def run() -> int:
    """Run every step in a folder of its own; return 0 when all of them passed."""
    with tempfile.TemporaryDirectory(prefix="fieldkit-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "Uji.fieldkit"
        words = secrets.token_urlsafe(12)
        outcomes = [_tried("book", lambda: _make(folder, words))]
        if outcomes[0].ok:
            ctx = vault.open_book(folder, words)
            try:
                outcomes += [_tried(name, proof) for name, proof in _proofs(ctx, folder).items()]
            finally:
                vault.close_book(ctx, folder)
            outcomes.append(_tried("reopen", lambda: _reopen(folder, words)))
    is_fine = all(one.ok for one in outcomes)
    told = [
        {"step": one.step, "ok": one.ok, "seconds": one.seconds, "detail": one.detail}
        for one in outcomes
    ]
    lines = [
        f"{'ok' if one.ok else 'FAILED':7}{one.step:11}{one.seconds:6.2f} s  {one.detail}".rstrip()
        for one in outcomes
    ]
    return answer({"ok": is_fine, "steps": told}, lines, code=0 if is_fine else 1)


def _tried(name: str, proof: Callable[[], str]) -> Outcome:
    began = time.perf_counter()
    try:
        detail, is_fine = proof(), True
    except _FAULTS as error:
        detail, is_fine = f"{type(error).__name__}: {error}", False
    return Outcome(name, is_fine, round(time.perf_counter() - began, 3), detail)


def _proofs(ctx: Context, folder: Path) -> dict[str, Callable[[], str]]:
    proofs: dict[str, Callable[[], str]] = {
        "save": lambda: _save(ctx),
        "backup": lambda: _backup(ctx, folder.parent / "backup"),
        "indonesian": _indonesian,
        "holidays": _holidays,
        "pdf": lambda: _print(ctx),
        "workbook": lambda: _workbook(folder.parent),
        "picture": _picture,
    }
    if (show := options().show_window) is not None:
        proofs["window"] = lambda: str(show(ctx, folder) or "")
    return proofs


def _make(folder: Path, words: str) -> str:
    """An encrypted book, with every migration applied."""
    ctx, _code = vault.create_book(folder, name="Uji Coba", role=Role.FACILITATOR, passphrase=words)
    vault.close_book(ctx, folder)
    if b"SQLite format 3" in (folder / "book.db").read_bytes()[:16]:
        raise RuntimeError("the book is not encrypted")
    return ""


def _save(ctx: Context) -> str:
    """A family goes in and is found again."""
    from fieldkit.features.people import service as people
    from fieldkit.features.people.model import Family

    people.save_family(ctx, Family(name="Siti Aminah Latihan"))
    if len(people.families(ctx, people.FamilyFilter(text="aminah"))) != 1:
        raise RuntimeError("the family was not found")
    return ""


def _backup(ctx: Context, folder: Path) -> str:
    from fieldkit.features.backup import service as backup

    done = backup.back_up(ctx, folder)
    return f"{done.records} records compared"


def _indonesian() -> str:
    """The catalogue is there and speaks."""
    former = i18n.language()
    try:
        i18n.use_language("id")
        if i18n._("Families") == "Families":
            raise RuntimeError("no Indonesian catalogue")
        return format_date(date(2026, 8, 17), "full")
    finally:
        i18n.use_language(former)


def _holidays() -> str:
    """The days that move are known, and have their Indonesian names."""
    former = i18n.language()
    try:
        i18n.use_language("id")
        if (name := holiday(date(2026, 3, 19))) != "Hari Suci Nyepi":
            raise RuntimeError("no Indonesian holidays")
        return name
    finally:
        i18n.use_language(former)


def _print(ctx: Context) -> str:
    """A report of the book becomes a PDF, and the PDF a picture."""
    from fieldkit.core.render.pdf import write_pdf
    from fieldkit.core.render.raster import page_images
    from fieldkit.features.month import shelf

    out = BytesIO()
    pages = write_pdf(shelf.build(ctx, "monthly"), out).pages
    pictures = list(page_images(out.getvalue()))
    if len(pictures) != pages:
        raise RuntimeError("the preview shows other pages")
    return f"{pages} pages, {len(out.getvalue())} bytes"


def _workbook(place: Path) -> str:
    """A workbook is written and read back."""
    from fieldkit.core.render.document import Column, Document, Table
    from fieldkit.core.render.sheets import read_workbook
    from fieldkit.core.render.xlsx import write_xlsx

    file = place / "uji.xlsx"
    table = Table(columns=(Column("Nama", 40),), rows=(("Siti",), ("Aminah",)))
    write_xlsx(Document(title="Uji", kind="test", blocks=(table,)), file)
    sheets = read_workbook(file)
    return f"{len(sheets)} sheet"


def _picture() -> str:
    """A photo is made small."""
    from PIL import Image

    from fieldkit.features.photos import service as photos

    out = BytesIO()
    Image.new("RGB", (2000, 1500), "#80b0a0").save(out, "JPEG")
    ready = photos.prepare(out.getvalue())
    return f"{ready.width}×{ready.height}"


def _reopen(folder: Path, words: str) -> str:
    ctx = vault.open_book(folder, words)
    vault.close_book(ctx, folder)
    return ""
