"""Sending: what is new for somebody, one file of records, and its photos in parts."""

import hashlib
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldkit import __version__
from fieldkit.core import access, files
from fieldkit.core.context import Context
from fieldkit.core.db import intake, segments
from fieldkit.core.db import pages as spine
from fieldkit.core.errors import FieldKitError
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import card, model, store
from fieldkit.features.sync.bundle import Bundle
from fieldkit.features.sync.model import FileState, LeftOut, Peer, Sent, is_above

SUFFIX = ".fkx"
PART_BYTES = 15 * 1024 * 1024
MAX_WANTED_PHOTOS = 2000


def outlook(ctx: Context, peer: Peer, *, everything: bool = False) -> dict[str, int]:
    """What the next file to somebody would hold: changes by table."""
    ctx.require(Permission.SEND_FILES)
    scopes = set(scopes_for(ctx, peer))
    after = {} if everything else store.confirmed(ctx.db, peer.device)
    counts: dict[str, int] = {}
    for row in store.operation_counts(ctx.db):
        held = after.get(f"{row['dev']}|{row['scope']}", 0)
        is_new = row["seg"] is None or row["seg"] > held
        if row["scope"] in scopes and is_new and _is_for(ctx, peer, row["dev"], row["scope"]):
            counts[row["tbl"]] = counts.get(row["tbl"], 0) + row["n"]
    return counts


def outlook_photos(ctx: Context, peer: Peer) -> tuple[int, int]:
    """How many photos somebody is known to lack and this book has, and their bytes."""
    ctx.require(Permission.SEND_FILES)
    names = [n for n in store.photos_of(ctx.db, scopes_for(ctx, peer)) if ctx.files.has(n)]
    held = store.held_photos(ctx.db, peer.device)
    lacking = [n for n in names if n not in held]
    return len(lacking), store.photo_bytes(ctx.db, lacking)


def estimated_bytes(counts: dict[str, int]) -> int:
    """How large a file of so many changes becomes, from what changes of each kind cost."""
    return _BARE_FILE + sum(n * _BYTES.get(t, _USUAL_BYTES) for t, n in counts.items())


# Measured on the practice book: sealed, compressed and signed, per change.
_BARE_FILE, _USUAL_BYTES = 1500, 60
_BYTES = {"attendance": 30, "family": 190, "visit": 330, "session": 420, "photo": 7000}


def send(
    ctx: Context,
    peer: Peer,
    folder: Path,
    *,
    everything: bool = False,
    photos: bool = True,
    part_bytes: int = PART_BYTES,
) -> Sent:
    """Write one file of records and the photos that go with it, read all back and compare.

    It holds what that person may see and has not confirmed. Raises FieldKitError.
    """
    ctx.require(Permission.SEND_FILES)
    started = time.perf_counter()
    with ctx.db.much_to_write(), ctx.db.local() as writer:
        for scope in segments.open_scopes(ctx.db):
            segments.seal(ctx.db, writer, ctx.identity.sign, scope)
        parcel = _Parcel(ctx, peer, everything=everything)
        wanted = parcel.photos()
        left_out = parcel.left_out(0 if photos else len(wanted))
        bundle = parcel.bundle(left_out)
        data = bundles.write(bundle, ctx.identity, [peer.box_key])
        path = folder / parcel.file_name()
        write_file(path, data)
        changes = sum(p.operations for p in parcel.pages)
        _note(writer, peer, bundle, data, changes, left_out)
        written, size = [], 0
        for part, content in parcel.parts(wanted if photos else [], part_bytes):
            sealed = bundles.write(part, ctx.identity, [peer.box_key])
            file = folder / parcel.file_name(part.part[0])
            write_file(file, sealed)
            _note(writer, peer, part, sealed, 0, ())
            written.append(str(file))
            size += content
    access.note(ctx, access.Act.SEND, path.name)
    return Sent(
        file=str(path),
        changes=changes,
        bytes=len(data),
        sequence=parcel.sequence,
        seconds=round(time.perf_counter() - started, 3),
        left_out=left_out,
        photo_files=tuple(written),
        photos=len(wanted) if photos else 0,
        photo_bytes=size,
    )


class _Parcel:
    """What goes to one person now."""

    def __init__(self, ctx: Context, peer: Peer, *, everything: bool) -> None:
        self._ctx, self._peer = ctx, peer
        self._scopes = scopes_for(ctx, peer)
        self._after = {} if everything else store.confirmed(ctx.db, peer.device)
        found = store.pages(ctx.db, self._scopes, self._after)
        self.pages = [page for page in found if _is_for(ctx, peer, page.dev, page.scope)]
        self.sequence = store.last_sequence(ctx.db, peer.device, "out") + 1
        self._now = ctx.clock.now().isoformat(timespec="seconds")

    def bundle(self, left_out: tuple[LeftOut, ...]) -> Bundle:
        """Return the file of records."""
        ctx = self._ctx
        subjects = sorted({s for page in self.pages for s in spine.subjects_of(page)})
        return Bundle(
            sender=ctx.me.device,
            sequence=self.sequence,
            written_at=self._now,
            heads=store.heads(ctx.db, self._scopes),
            cards=_cards(ctx, self._peer, self._scopes, {p.dev for p in self.pages}),
            segments=tuple(self.pages),
            keys=segments.keys_of(ctx.db, subjects),
            attachments={},
            missing=tuple(_missing_photos(ctx, self._scopes)),
            app=__version__,
            facts={
                **{one.reason: one.count for one in left_out if one.reason in _TOLD},
                "drafts": store.drafts(ctx.db),
                "got": store.last_sequence(ctx.db, self._peer.device, "in"),
                "waiting": intake.waiting(ctx.db),
            },
            revoked=tuple(store.revoked(ctx.db)) if ctx.role is Role.COORDINATOR else (),
        )

    def photos(self) -> list[str]:
        """Return the photos of the pages and those the receiver said they lack, if here."""
        asked = store.wanted_photos(self._ctx.db, self._peer.device)
        named = store.photos_in(self._ctx.db, self.pages)
        held = store.held_photos(self._ctx.db, self._peer.device)
        fresh = [name for name in named if name not in held]
        return [name for name in dict.fromkeys([*asked, *fresh]) if self._ctx.files.has(name)]

    def parts(self, names: list[str], most: int) -> Iterator[tuple[Bundle, int]]:
        """Yield files of photos no larger than asked, each with the bytes of its photos."""
        noted = store.photo_sizes(self._ctx.db, names)
        packs: list[list[str]] = []
        room = 0
        for name in names:
            size = noted.get(name) or len(self._ctx.files.content(name))
            if size > room or not packs:
                packs.append([])
                room = most
            packs[-1].append(name)
            room -= size
        for number, pack in enumerate(packs, start=1):
            contents = {name: self._ctx.files.content(name) for name in pack}
            bundle = Bundle(
                sender=self._ctx.me.device,
                sequence=self.sequence,
                written_at=self._now,
                heads={},
                cards=(),
                segments=(),
                keys={},
                attachments=contents,
                part=(number, len(packs)),
                app=__version__,
            )
            yield bundle, sum(map(len, contents.values()))

    def left_out(self, photos_later: int) -> tuple[LeftOut, ...]:
        """Return what stays here, and why."""
        ctx, db = self._ctx, self._ctx.db
        absent = sum(not ctx.files.has(n) for n in store.photos_in(db, self.pages))
        found = (
            LeftOut("confirmed", store.confirmed_operations(db, self._scopes, self._after)),
            LeftOut("other_scopes", store.other_groups(db, self._scopes)),
            LeftOut("withheld", store.withheld_operations(db, self._scopes)),
            LeftOut("photos_later", photos_later),
            LeftOut("photos_elsewhere", absent),
        )
        return tuple(one for one in found if one.count)

    def file_name(self, part: int = 0) -> str:
        """Return a name that says nothing about a person."""
        sender = model.device_code(self._ctx.me.device)
        receiver = model.device_code(self._peer.device)
        ending = f"-foto{part}{SUFFIX}" if part else SUFFIX
        return f"fieldkit-{sender}-{receiver}-{self.sequence:04d}{ending}"


# What of it the receiver is told as well.
_TOLD = {"photos_later", "photos_elsewhere", "withheld"}


def scopes_for(ctx: Context, peer: Peer) -> list[str]:
    """Return the scopes somebody may see."""
    every = store.all_scopes(ctx.db)
    if peer.role is Role.LEADER:
        return [s for s in every if s in ("common", peer.scope)]
    if ctx.role is Role.LEADER or peer.role in (Role.COORDINATOR, Role.READER):
        return every
    served = set(store.owned(ctx.db, peer.device)) | {"common", peer.own_scope}
    return [s for s in every if s in served and _still_serves(ctx, peer, s)]


def _still_serves(ctx: Context, peer: Peer, scope: str) -> bool:
    """Whether a scope was not handed over to somebody else since."""
    serving = store.serving(ctx.db, scope)
    return not serving or peer.book_id in serving


def _is_for(ctx: Context, peer: Peer, device: int, scope: str) -> bool:
    """Leave out what came from the receiver, and what is common to those below its author."""
    if device == peer.device:
        return False
    if scope != "common" or peer.book_id == ctx.me.book_id:
        return True
    author = store.peer_of_device(ctx.db, device)
    return is_above(author.role if author else ctx.role, peer.role)


def _cards(ctx: Context, peer: Peer, scopes: list[str], authors: set[int]) -> tuple[str, ...]:
    """Return the cards of the authors, of whoever was given a scope, and of its leaders."""
    others = authors | store.devices_of_books(ctx.db, store.granted_books(ctx.db))
    if peer.role in (Role.FACILITATOR, Role.KUBE_FACILITATOR):
        others |= store.leaders_of(ctx.db, scopes)
    others -= {ctx.me.device, peer.device}
    return (*card.former_cards(ctx, others), *store.cards_of(ctx.db, others))


def _missing_photos(ctx: Context, scopes: list[str]) -> list[str]:
    """Return which contents this book lacks, so that the other's next file brings them."""
    lacking = (sha for sha in store.photos_of(ctx.db, scopes) if not ctx.files.has(sha))
    return list(itertools.islice(lacking, MAX_WANTED_PHOTOS))


def _note(
    writer: Any,
    peer: Peer,
    bundle: Bundle,
    data: bytes,
    changes: int,
    left_out: tuple[LeftOut, ...],
) -> None:
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
            "part": list(bundle.part) if bundle.is_photos else None,
            "written_at": bundle.written_at,
            "app": bundle.app,
            "facts": json.dumps({one.reason: one.count for one in left_out}),
        },
    )


def write_file(path: Path, data: bytes) -> None:
    """Write a file durably under its name and read it back from the disk; raises FieldKitError."""
    path = path.absolute()
    try:
        path.parent.mkdir(exist_ok=True)  # never a stick that was pulled out
        files.write_bytes(path, data)
        same = files.from_disk(path) == data
    except OSError as error:
        files.fail(error, path)
    if not same:
        error_ = FieldKitError()
        error_.code = "read_back_differs"
        raise error_
