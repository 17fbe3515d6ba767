"""Sending and receiving: the door of the exchange room."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db import intake as spine
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import (
    FieldKitError,
    MissingFileError,
    NotFoundError,
    UnusableFileError,
)
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.records import service as records
from fieldkit.features.sync import card, merge, model, quarantine, sending, store
from fieldkit.features.sync.model import FileReport, FileState, Peer, Sent
from fieldkit.features.sync.sending import (
    PART_BYTES,
    SUFFIX,
    estimated_bytes,
    outlook,
    outlook_photos,
    send,
    write_file,
)

__all__ = [
    "PART_BYTES", "SUFFIX", "estimated_bytes", "outlook", "outlook_photos", "send", "write_file",
]  # fmt: skip

_MINUTE_MS = 60_000
CARD_SUFFIX, CARDS_SUFFIX = ".fkcard", ".fkcards"

SENTENCES = {
    "not_a_card": N_("it is not a contact card."),
    "forged_card": N_("the contact card was changed after it was written."),
    "not_a_hand_out": N_("it is not a hand-out of a leader's book."),
    "book_not_proven": N_(
        "it claims the book of somebody known here and can not prove it. Ask them for the card"
        " that their restored book writes."
    ),
    "directory_of_stranger": N_(
        "it was signed by somebody who is no trusted coordinator here. Take the coordinator's own"
        " card first and compare its words by telephone."
    ),
    "own_card": N_("this is the card of this very book."),
    "leader_without_kube": N_("this leader's KUBE is not in this book."),
    "unknown_peer": N_("Nobody called “{name}” is known here. Take their contact card first."),
    "two_peers": N_("Several people are called “{name}”. Name the fingerprint instead."),
    "read_back_differs": N_(
        "The file that was written does not read back the same. Use another stick or folder."
    ),
    "share_out_of_range": N_("Give a share between 1 and 100 per cent."),
    "noted_already": N_("Somebody of that name is noted already."),
    "no_code_found": N_(
        "no FieldKit code can be read in the picture. Take the photo again: straight, sharp,"
        " with all corners of the code in it."
    ),
    "codes_missing": N_(
        "not all codes are in the pictures. Choose the pictures of all codes together."
    ),
    "too_large_for_codes": N_(
        "the file is too large for printed codes. Give it on a stick or send it as a file."
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
    "exchange_file_too_big": N_("The file is larger than an exchange file can be."),
    "wrong_length": N_("The file is cut off or was changed on the way. Ask for it again."),
    "wrong_count": N_("The contents do not match their list. Ask for the file again."),
    "page_changed": N_("The file was changed on the way. Ask for it again."),
    "keys_changed": N_("The file was changed on the way. Ask for it again."),
    "attachment_changed": N_("A photo in it was changed on the way. Ask for the file again."),
    "bad_number": N_("It holds a number that can not be. Nothing of that page was taken."),
    "bad_text": N_("It holds a text that can not be. Nothing of that page was taken."),
    "ledger_edited": N_("It tries to change a cash entry. Nothing of that page was taken."),
    "wrong_scope": N_("It holds pages of a group that the sender does not serve."),
    "gap": N_(
        "It is taken, but an earlier file of the sender never came: something of theirs is not"
        " whole yet. Ask the sender for everything."
    ),
    "mass_change": N_(
        "It would remove or change a large part of what is here, so nothing of it was taken."
        " Look at it, ask the sender, and take it on purpose if it is right."
    ),
    "repeated": N_("It says one change twice and differently. Nothing of that page was taken."),
    "unbalanced": N_("It holds a cash entry that does not add up. Nothing of that page was taken."),
    "revoked_sender": N_("You no longer trust the sender. Take their card anew to change that."),
    "revoked_author": N_("It holds pages of somebody you no longer trust."),
    "handed_over": N_("It holds pages written after the group was handed over to somebody else."),
    "photos_before_records": N_(
        "These photos belong to records that are not here yet. Take the file of records first."
    ),
    "fork": N_(
        "The sender's laptop went on from an old backup. Ask them to write everything anew."
    ),
    "own_page_unknown": N_("It holds pages of this laptop that are no longer here."),
}
sentences.register(SENTENCES)
ROLES: dict[Role, str] = {
    Role.FACILITATOR: N_("PKH facilitator"),
    Role.KUBE_FACILITATOR: N_("KUBE facilitator"),
    Role.LEADER: N_("KUBE officer"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.READER: N_("Social office (reads reports)"),
}
STATES: dict[FileState, str] = {
    FileState.NEW: N_("New"),
    FileState.PARTIAL: N_("Partly new"),
    FileState.ALREADY: N_("Already here"),
    FileState.OLDER: N_("Older"),
    FileState.GAP: N_("One is missing before"),
    FileState.DAMAGED: N_("Damaged"),
    FileState.UNKNOWN_SENDER: N_("Sender unknown"),
    FileState.NOT_FOR_YOU: N_("Not for this book"),
    FileState.NEWER_VERSION: N_("From a newer FieldKit"),
}


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
        "kube": store.name_of_kube(ctx.db, row["scope"]) if row["scope"] else "",
    }


def trust(ctx: Context, path: Path) -> Peer:
    """Take somebody's card after the fingerprint was compared; raises UnusableFileError."""
    ctx.require(Permission.RECEIVE_FILES)
    row = _card_row(path)
    if row["device"] == ctx.me.device:
        raise UnusableFileError(reason="own_card")
    if not card.is_proven(ctx, row):
        raise UnusableFileError(reason="book_not_proven")
    if row["role"] == Role.LEADER and ctx.may(Permission.HAND_OUT):
        _expect_kube(ctx, row["scope"] or "")
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


def _expect_kube(ctx: Context, scope: str) -> None:
    """A facilitator knows the KUBE of a leader whose card they take."""
    if not store.name_of_kube(ctx.db, scope):
        raise UnusableFileError(reason="leader_without_kube")


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


def receive(
    ctx: Context,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    receipts: Path | None = None,
    progress: merge.Progress | None = None,
    is_first: bool = False,
    accepted: Collection[str] = (),
) -> list[FileReport]:
    """Take one or many files in one step; what can not go in says why, the rest goes in.

    A dry run does all of it and takes it back. Taking a file twice changes nothing. A file
    that would remove or change much waits unless its key is `accepted`. The first file of a
    handed-out book is the book itself; undo does not reach behind it.
    """
    ctx.require(Permission.RECEIVE_FILES)
    if receipts is not None:
        ctx.require(Permission.SEND_FILES)
    kind = "trial" if dry_run else "begin" if is_first else "merge"
    paths = _expanded(files)
    incoming = _taken(ctx, paths, kind, {"accepted": accepted, "progress": progress})
    if not dry_run:
        for one in incoming:
            _keep_photos(ctx, one)
        if not is_first:
            quarantine.sort_out(ctx, incoming)
    if receipts is not None and not dry_run:
        write_receipts(ctx, {f.sender for f in incoming if f.is_open}, receipts)
    return [f.report for f in incoming]


def stopping(ctx: Context, files: Sequence[Path]) -> set[str]:
    """Which files would stop because they remove or change much, by their keys."""
    return {report.key for report in receive(ctx, files, dry_run=True) if report.mass}


def _taken(
    ctx: Context, paths: Sequence[Path], kind: str, how: dict[str, Any]
) -> list[merge.Incoming]:
    """Take files in one step; where some have to stop, once more from the start without them."""
    stopped: dict[str, tuple[model.MassChange, ...]] = {}
    while True:
        incoming = [merge.look_at(ctx, path) for path in paths]
        if not any(f.is_open for f in incoming):
            return incoming
        step = Step(N_("Take {files} exchange files"), files=len(incoming))
        try:
            with (
                ctx.db.much_to_write(),
                ctx.db.write(
                    step, kind=kind, is_trial=kind == "trial", is_risky=kind == "merge"
                ) as writer,
            ):
                merge.Merge(ctx, writer, stopped=stopped, **how).take(incoming)
                records.follow_merged(ctx, writer)
                if any(f.pages for f in incoming):
                    writer.record_step()
        except merge.StoppedError as found:
            stopped |= found.files
        else:
            return incoming


def _keep_photos(ctx: Context, incoming: merge.Incoming) -> None:
    """Keep the photos of a file that some record of this book speaks of."""
    if not incoming.has_photos or incoming.report.mass:
        return
    bundle = merge.contents(ctx, incoming)
    if bundle is not None:
        for name in store.known_photos(ctx.db, list(bundle.attachments)):
            ctx.files.keep(bundle.attachments[name])


def write_receipts(ctx: Context, devices: Collection[int], folder: Path) -> list[Sent]:
    """Write a file to each sender: it says what has arrived, and brings what is new here."""
    ctx.require(Permission.SEND_FILES)
    known = [p for p in store.peers(ctx.db) if p.device in devices and not p.is_revoked]
    return [sending.send(ctx, peer, folder, photos=False) for peer in known]


def report_sentence(report: FileReport) -> str:
    """Why a file could not, or only partly, go in."""
    return sentences.reason_sentence(report.reason) if report.reason else ""


def waiting(ctx: Context) -> int:
    """How many changes wait for a newer program or a better clock."""
    ctx.require(Permission.RECEIVE_FILES)
    return spine.waiting(ctx.db)


def release_waiting(ctx: Context) -> int:
    """Let changes count that waited for a newer program or a better clock; return how many."""
    ctx.require(Permission.RECEIVE_FILES)
    if not spine.has_waiting(ctx.db):
        return 0
    with ctx.db.local() as writer:
        return spine.release(ctx.db, writer, int(ctx.clock.now().timestamp() * 1000))


def minutes_behind(ctx: Context) -> int:
    """How far this laptop's clock lies behind what was last written in the book."""
    return ctx.db.milliseconds_ahead() // _MINUTE_MS


def ahead_of_us(ctx: Context) -> str:
    """Who else wrote something that lies ahead of this laptop's clock, blank where nobody did."""
    ctx.require(Permission.RECEIVE_FILES)
    now = int(ctx.clock.now().timestamp() * 1000 + _MINUTE_MS) << 16
    device = store.writer_ahead(ctx.db, now)
    return store.name_of(ctx.db, device) if device else ""


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


def _card_row(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > card.MAX_CARD:
            raise UnusableFileError(reason="not_a_card")
        return card.read_card(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingFileError(path=path.name) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableFileError(reason="not_a_card") from error
