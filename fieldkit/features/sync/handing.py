"""A leader's book, handed out by the facilitator as one file with its first key.

The file holds the leader's fresh identity, the facilitator's card and the KUBE's pages,
sealed under a first key of 130 random bits that is kept apart from the file (decision 10).
"""

import base64
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.core import access
from fieldkit.core.clock import Clock
from fieldkit.core.context import Context
from fieldkit.core.errors import (
    MissingFileError,
    NotFoundError,
    UnusableFileError,
    WrongFirstKeyError,
)
from fieldkit.core.ids import new_id
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.keyslots import new_recovery_code
from fieldkit.core.security.roles import Permission, Role
from fieldkit.core.vault import close_book, create_book, open_with_key, owner_name, unlock
from fieldkit.features.sync import card, model, service, store

if TYPE_CHECKING:
    from nacl.secret import Aead

SUFFIX = ".fkbook"
MAGIC = b"FKHANDOUT1\n"
MAX_HAND_OUT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What was handed out; `first_key` opens the file once, on the leader's laptop."""

    kube: str
    members: int
    fingerprint: str
    first_key: str
    file: str


def hand_out(ctx: Context, kube_id: str, person: str, out: Path) -> HandedOut:
    """Write a leader's book of one KUBE; the leader is known here from now on."""
    import secrets

    ctx.require(Permission.HAND_OUT)
    person = owner_name(person)
    kube = ctx.db.row("SELECT name FROM kube WHERE id = :id", id=kube_id)
    if kube is None:
        raise NotFoundError
    identity, device, book_id = Identity.generate(), secrets.randbits(40) or 1, new_id()
    text = card.make_card(
        identity, name=person, role=Role.LEADER, device=device, book_id=book_id, scope=kube_id
    )
    with ctx.db.local() as writer:
        now = ctx.clock.now().isoformat(timespec="seconds")
        peer_id = store.save_peer(writer, card.read_card(text) | {"trusted_at": now})
    peer = store.peer_of_device(ctx.db, device)
    if peer is None:
        raise NotFoundError
    secrets_of_leader = {
        "person": person,
        "kube": kube_id,
        "device": device,
        "book": book_id,
        "practice": ctx.is_practice,
        "sign_seed": base64.b64encode(identity.sign_seed).decode(),
        "box_secret": identity.box_secret,
        "facilitator": card.own_card(ctx),
    }
    try:
        first_key = _write(ctx, peer, secrets_of_leader, out)
    except BaseException:
        with ctx.db.local() as writer:
            writer.local_remove("peer", peer_id)
        raise
    access.note(ctx, access.Act.SEND, "hand_out")
    members = ctx.db.value(
        "SELECT count(*) FROM kube_member WHERE kube_id = :id AND left_on IS NULL", id=kube_id
    )
    return HandedOut(
        kube=kube["name"],
        members=int(members),
        fingerprint=peer.fingerprint,
        first_key=first_key,
        file=str(out),
    )


def _write(ctx: Context, peer: model.Peer, content: dict[str, object], out: Path) -> str:
    """Write the file and return the key that opens it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        sent = service.send(ctx, peer, Path(folder), everything=True, photos=False)
        content["bundle"] = base64.b64encode(Path(sent.file).read_bytes()).decode()
    first_key = new_recovery_code()
    sealed = _box(first_key).encrypt(json.dumps(content).encode(), MAGIC)
    service.write_file(out, MAGIC + bytes(sealed))
    return first_key


def open_hand_out(
    folder: Path, file: Path, first_key: str, passphrase: str, *, clock: Clock | None = None
) -> tuple[Context, str]:
    """Make the leader's book from a hand-out; return it with its recovery code.

    Raises UnusableFileError, WrongFirstKeyError or UsageError.
    """
    content = _opened(file, first_key)
    ctx, code = create_book(
        folder,
        name=str(content["person"]),
        role=Role.LEADER,
        passphrase=passphrase,
        clock=clock,
        is_practice=bool(content.get("practice")),
        device=int(content["device"]),
        book_id=str(content["book"]),
    )
    try:
        return _filled(ctx, folder, content, passphrase, clock), code
    except BaseException:
        close_book(ctx, folder)
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _filled(
    ctx: Context, folder: Path, content: dict[str, str], passphrase: str, clock: Clock | None
) -> Context:
    """Give a fresh book the leader's keys, the facilitator's card and the KUBE's pages."""
    import tempfile

    ctx.db.set_meta(
        sign_seed=base64.b64decode(content["sign_seed"]),
        box_secret=content["box_secret"],
        kube=content["kube"],
    )
    ctx = _reopened(ctx, folder, passphrase, clock)
    with ctx.db.local() as writer:
        now = ctx.clock.now().isoformat(timespec="seconds")
        store.save_peer(writer, card.read_card(content["facilitator"]) | {"trusted_at": now})
    with tempfile.TemporaryDirectory() as place:
        bundle = Path(place) / "first.fkx"
        bundle.write_bytes(base64.b64decode(content["bundle"]))
        reports = service.receive(ctx, [bundle], is_first=True)
    if reports[0].state is not model.FileState.NEW:
        close_book(ctx, folder)
        raise UnusableFileError(reason=reports[0].reason or "unreadable")
    return ctx


def kube_facts(ctx: Context) -> dict[str, object]:
    """The KUBE of a leader's book, in counts."""
    kube_id = ctx.db.meta("kube")
    return {
        "kube": ctx.db.value("SELECT name FROM kube WHERE id = :id", id=kube_id),
        "members": ctx.db.value(
            "SELECT count(*) FROM kube_member WHERE kube_id = :id AND left_on IS NULL", id=kube_id
        ),
        "fingerprint": service.own_fingerprint(ctx),
    }


def _reopened(ctx: Context, folder: Path, passphrase: str, clock: Clock | None) -> Context:
    close_book(ctx, folder)
    return open_with_key(folder, unlock(folder, passphrase), clock=clock)


def _opened(file: Path, first_key: str) -> dict[str, str]:
    from nacl.exceptions import CryptoError

    try:
        if file.stat().st_size > MAX_HAND_OUT:
            raise UnusableFileError(reason="exchange_file_too_big")
        raw = file.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(path=file.name) from error
    except OSError as error:
        raise UnusableFileError(reason="not_a_hand_out") from error
    if not raw.startswith(MAGIC):
        raise UnusableFileError(reason="not_a_hand_out")
    try:
        opened = _box(first_key).decrypt(raw[len(MAGIC) :], MAGIC)
        return dict(json.loads(opened))
    except (CryptoError, ValueError) as error:
        raise WrongFirstKeyError from error


def _box(first_key: str) -> "Aead":
    from nacl.secret import Aead

    plain = "".join(first_key.upper().split()).replace("-", "").translate(_SAME)
    return Aead(
        hashlib.blake2b(
            plain.encode("utf-8", "replace"), digest_size=32, person=b"fk-hand-out"
        ).digest()
    )


_SAME = str.maketrans("OIL", "011")
