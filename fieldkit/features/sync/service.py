"""Sending and receiving: the door of the exchange room."""

import itertools
import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db import segments as spine
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import (
    DiskFullError,
    FieldKitError,
    MissingFileError,
    NotFoundError,
    NotWritableError,
    UnusableFileError,
)
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import card, merge, model, store
from fieldkit.features.sync.bundle import Bundle
from fieldkit.features.sync.model import FileReport, FileState, Peer, Sent

SUFFIX = ".fkx"
CARD_SUFFIX = ".fkcard"
MAX_PHOTO_BYTES = 15 * 1024 * 1024
MAX_WANTED_PHOTOS = 2000

SENTENCES = {
    "not_a_card": N_("it is not a contact card."),
    "forged_card": N_("the contact card was changed after it was written."),
    "not_a_hand_out": N_("it is not a hand-out of a leader's book."),
    "book_not_proven": N_(
        "it claims the book of somebody known here and can not prove it. Ask them for the card"
        " that their restored book writes."
    ),
    "own_card": N_("this is the card of this very book."),
    "leader_without_kube": N_("this leader's KUBE is not in this book."),
    "unknown_peer": N_("Nobody called “{name}” is known here. Take their contact card first."),
    "two_peers": N_("Several people are called “{name}”. Name the fingerprint instead."),
    "read_back_differs": N_(
        "The file that was written does not read back the same. Use another stick or folder."
    ),
    "no_exchange_files": N_("there is no exchange file in this folder."),
    "wrong_table": N_("It holds records that its author has no say in."),
    "not_an_exchange_file": N_("It is not an exchange file."),
    "cut_off": N_("The file is cut off or was changed on the way. Ask for it again."),
    "bad_signature": N_("The signature does not fit. Ask the sender for the file again."),
    "unknown_sender": N_("The sender is not known here. Take their contact card first."),
    "unknown_author": N_("It holds pages of somebody unknown here."),
    "not_for_you": N_("It was written for somebody else."),
    "newer_version": N_("It was written by a newer FieldKit. Install the newest version first."),
    "unreadable": N_("The contents can not be read. Ask for the file again."),
    "too_big": N_("The file is larger than an exchange file can be."),
    "wrong_length": N_("The file is cut off or was changed on the way. Ask for it again."),
    "wrong_count": N_("The contents do not match their list. Ask for the file again."),
    "keys_changed": N_("The file was changed on the way. Ask for it again."),
    "attachment_changed": N_("A photo in it was changed on the way. Ask for the file again."),
    "bad_number": N_("It holds a number that can not be. Nothing of that page was taken."),
    "bad_text": N_("It holds a text that can not be. Nothing of that page was taken."),
    "ledger_edited": N_("It tries to change a cash entry. Nothing of that page was taken."),
    "wrong_scope": N_("It holds pages of a group that the sender does not serve."),
    "gap": N_("An earlier file is missing. Ask the sender for everything."),
    "fork": N_(
        "The sender's laptop went on from an old backup. Ask them to write everything anew."
    ),
    "own_page_unknown": N_("It holds pages of this laptop that are no longer here."),
}
sentences.register(SENTENCES)


def own_fingerprint(ctx: Context) -> str:
    """The words others compare when they take this book's card."""
    return model.fingerprint(ctx.identity.sign_public, ctx.identity.box_public)


def write_card(ctx: Context, path: Path) -> str:
    """Write this book's contact card, without which nobody can write to it; return its words."""
    ctx.require(Permission.RECEIVE_FILES)
    write_file(path, card.own_card(ctx).encode())
    return own_fingerprint(ctx)


def read_card(ctx: Context, path: Path) -> dict[str, Any]:
    """Read somebody's card without trusting it: name, role, fingerprint."""
    ctx.require(Permission.RECEIVE_FILES)
    row = _card_row(path)
    return {
        "name": row["name"],
        "role": row["role"],
        "fingerprint": model.fingerprint(row["sign_key"], row["box_key"]),
    }


def trust(ctx: Context, path: Path) -> Peer:
    """Take somebody's card after the fingerprint was compared; raises UnusableFileError."""
    ctx.require(Permission.RECEIVE_FILES)
    row = _card_row(path)
    if row["device"] == ctx.me.device:
        raise UnusableFileError(reason="own_card")
    if not card.is_proven(ctx, row):
        raise UnusableFileError(reason="book_not_proven")
    known = store.peer_of_device(ctx.db, row["device"])
    with ctx.db.local() as writer:
        stamps = {
            "id": known.id if known else None,
            "trusted_at": ctx.clock.now().isoformat(timespec="seconds"),
            "revoked_at": None,
        }
        store.save_peer(writer, row | stamps)
    found = store.peer_of_device(ctx.db, row["device"])
    if found is None:
        raise NotFoundError
    return found


def revoke(ctx: Context, peer_id: str) -> None:
    """Take no more files of somebody; what was merged stays."""
    ctx.require(Permission.RECEIVE_FILES)
    row = ctx.db.row("SELECT * FROM peer WHERE id = :id", id=peer_id)
    if row is None:
        raise NotFoundError
    with ctx.db.local() as writer:
        now = ctx.clock.now().isoformat(timespec="seconds")
        store.save_peer(writer, row | {"revoked_at": now})


def peers(ctx: Context) -> list[Peer]:
    """Everybody this book knows."""
    ctx.require(Permission.RECEIVE_FILES)
    return store.peers(ctx.db)


def find_peer(ctx: Context, name: str) -> Peer:
    """Somebody by name or fingerprint; raises FieldKitError in words."""
    ctx.require(Permission.SEND_FILES)
    known = [p for p in store.peers(ctx.db) if not p.is_revoked]
    found = [p for p in known if p.fingerprint == name] or [
        p for p in known if p.name.casefold() == name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    error = FieldKitError(name=name)
    error.code = "two_peers" if found else "unknown_peer"
    raise error


def exchanges(ctx: Context) -> list[dict[str, Any]]:
    """The newest files written and taken."""
    ctx.require(Permission.RECEIVE_FILES)
    return store.exchanges(ctx.db)


def outlook(ctx: Context, peer: Peer, *, everything: bool = False) -> dict[str, int]:
    """What the next file to somebody would hold: changes by table."""
    ctx.require(Permission.SEND_FILES)
    scopes = _scopes_for(ctx, peer)
    after = {} if everything else store.confirmed(ctx.db, peer.device)
    counts: dict[str, int] = {}
    for row in ctx.db.rows(
        "SELECT dev, scope, seg, tbl, count(*) AS n FROM op WHERE state = 0"
        " GROUP BY dev, scope, seg, tbl"
    ):
        held = after.get(f"{row['dev']}|{row['scope']}", 0)
        is_new = row["seg"] is None or row["seg"] > held
        if row["scope"] in scopes and is_new and row["dev"] != peer.device:
            counts[row["tbl"]] = counts.get(row["tbl"], 0) + row["n"]
    return counts


def send(ctx: Context, peer: Peer, folder: Path, *, everything: bool = False) -> Sent:
    """Write one exchange file, read it back and compare.

    It holds what that person may see and has not confirmed. Raises FieldKitError.
    """
    ctx.require(Permission.SEND_FILES)
    started = time.perf_counter()
    with ctx.db.local() as writer:
        for scope in spine.open_scopes(ctx.db):
            spine.seal(ctx.db, writer, ctx.identity.sign, scope)
        scopes = _scopes_for(ctx, peer)
        after = {} if everything else store.confirmed(ctx.db, peer.device)
        pages = [p for p in store.pages(ctx.db, scopes, after) if _is_for(ctx, peer, p)]
        subjects = sorted({s for page in pages for s in spine.subjects_of(page)})
        attachments, left_out = _photos(ctx, peer, pages)
        sequence = store.last_sequence(ctx.db, peer.device, "out") + 1
        bundle = Bundle(
            sender=ctx.me.device,
            sequence=sequence,
            written_at=ctx.clock.now().isoformat(timespec="seconds"),
            heads=store.heads(ctx.db, scopes),
            cards=_cards(ctx, {p.dev for p in pages} - {ctx.me.device}),
            segments=tuple(pages),
            keys=spine.keys_of(ctx.db, subjects),
            attachments=attachments,
            missing=tuple(_missing_photos(ctx, scopes)),
        )
        data = bundles.write(bundle, ctx.identity, [peer.box_key])
        path = folder / _file_name(ctx, peer, sequence)
        write_file(path, data)
        changes = sum(p.operations for p in pages)
        _record_sent(writer, peer, bundle, data, changes)
    return Sent(
        file=str(path),
        changes=changes,
        bytes=len(data),
        sequence=sequence,
        seconds=round(time.perf_counter() - started, 3),
        left_out=left_out,
    )


def receive(
    ctx: Context,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    receipts: Path | None = None,
    progress: merge.Progress | None = None,
    is_first: bool = False,
) -> list[FileReport]:
    """Take one or many files in one step; what can not go in says why, the rest goes in.

    A dry run does all of it and takes it back. Taking a file twice changes nothing. The
    first file of a handed-out book is the book itself; undo does not reach behind it.
    """
    ctx.require(Permission.RECEIVE_FILES)
    if receipts is not None:
        ctx.require(Permission.SEND_FILES)
    kind = "begin" if is_first else "merge"
    incoming = [merge.open_file(ctx, path) for path in _expanded(files)]
    if any(f.bundle for f in incoming):
        step = Step(N_("Take {files} exchange files"), files=len(incoming))
        with ctx.db.write(step, kind=kind, is_trial=dry_run) as writer:
            merge.Merge(ctx, writer).take(incoming, progress)
            if any(f.pages for f in incoming):
                writer.record_step()
    if not dry_run:
        for opened in (f.bundle for f in incoming if f.bundle):
            for content in opened.attachments.values():
                ctx.files.keep(content)
    if receipts is not None and not dry_run:
        write_receipts(ctx, {f.bundle.sender for f in incoming if f.bundle}, receipts)
    return [f.report for f in incoming]


def write_receipts(ctx: Context, devices: Collection[int], folder: Path) -> list[Sent]:
    """Write a file to each sender: it says what has arrived, and brings what is new here."""
    ctx.require(Permission.SEND_FILES)
    known = [p for p in store.peers(ctx.db) if p.device in devices and not p.is_revoked]
    return [send(ctx, peer, folder) for peer in known]


def report_sentence(report: FileReport) -> str:
    """Why a file could not, or only partly, go in."""
    return sentences.reason_sentence(report.reason) if report.reason else ""


def waiting(ctx: Context) -> int:
    """How many changes wait for a newer program or a better clock."""
    ctx.require(Permission.RECEIVE_FILES)
    return store.waiting(ctx.db)


def release_waiting(ctx: Context) -> int:
    """Let changes count that waited for a newer program or a better clock; return how many."""
    ctx.require(Permission.RECEIVE_FILES)
    if not store.waiting(ctx.db):
        return 0
    with ctx.db.local() as writer:
        return spine.release(ctx.db, writer, int(ctx.clock.now().timestamp() * 1000))


def minutes_behind(ctx: Context) -> int:
    """How far this laptop's clock lies behind what was last written in the book."""
    return ctx.db.milliseconds_ahead() // 60_000


def _expanded(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in files:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix == SUFFIX)
            if not inside:
                raise UnusableFileError(reason="no_exchange_files")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise MissingFileError(path=path.name)
    return found


def _scopes_for(ctx: Context, peer: Peer) -> list[str]:
    every = store.all_scopes(ctx.db)
    if peer.role is Role.LEADER:
        return [s for s in every if s in ("common", peer.scope)]
    if ctx.role is Role.LEADER or peer.role in (Role.COORDINATOR, Role.READER):
        return every
    served = set(store.owned(ctx.db, peer.device)) | {"common", f"own-{peer.book_id}"}
    return [s for s in every if s in served]


def _is_for(ctx: Context, peer: Peer, page: spine.Segment) -> bool:
    """Leave out what came from the receiver, and what nobody would take from a leader."""
    is_own_common = page.scope == "common" and page.dev == ctx.me.device
    return page.dev != peer.device and not (ctx.role is Role.LEADER and is_own_common)


def _cards(ctx: Context, devices: set[int]) -> tuple[str, ...]:
    return (*card.former_cards(ctx, devices), *store.cards_of(ctx.db, devices))


def _missing_photos(ctx: Context, scopes: list[str]) -> list[str]:
    """Return which contents this book lacks, so that the other's next file brings them."""
    lacking = (sha for sha in store.photos_of(ctx.db, scopes) if not ctx.files.has(sha))
    return list(itertools.islice(lacking, MAX_WANTED_PHOTOS))


def _photos(ctx: Context, peer: Peer, pages: list[spine.Segment]) -> tuple[dict[str, bytes], int]:
    """Return the photos of the pages and those the receiver lacks, and how many do not fit."""
    kept: dict[str, bytes] = {}
    left_out, size = 0, 0
    asked = store.wanted_photos(ctx.db, peer.device)
    for sha256 in dict.fromkeys([*asked, *store.photos_in(ctx.db, pages)]):
        if not ctx.files.has(sha256):
            continue
        content = ctx.files.content(sha256)
        if size + len(content) > MAX_PHOTO_BYTES:
            left_out += 1
            continue
        kept[sha256] = content
        size += len(content)
    return kept, left_out


def _record_sent(writer: Any, peer: Peer, bundle: Bundle, data: bytes, changes: int) -> None:
    import hashlib

    writer.local_put(
        "exchange",
        {
            "direction": "out",
            "peer_device": peer.device,
            "sequence": bundle.sequence,
            "at": bundle.written_at,
            "file_hash": hashlib.sha256(data).hexdigest(),
            "changes": changes,
            "state": FileState.NEW.value,
            "heads": bundle.heads,
            "missing": list(bundle.missing),
        },
    )


def _file_name(ctx: Context, peer: Peer, sequence: int) -> str:
    sender, receiver = model.device_code(ctx.me.device), model.device_code(peer.device)
    return f"fieldkit-{sender}-{receiver}-{sequence:04d}{SUFFIX}"


def _card_row(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > card.MAX_CARD:
            raise UnusableFileError(reason="not_a_card")
        return card.read_card(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingFileError(path=path.name) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableFileError(reason="not_a_card") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file durably under its name and read it back; raises FieldKitError."""
    path = path.absolute()
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        same = path.read_bytes() == data
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise (DiskFullError if error.errno == _NO_SPACE else NotWritableError) from error
    if not same:
        error_ = FieldKitError()
        error_.code = "read_back_differs"
        raise error_


_NO_SPACE = 28
