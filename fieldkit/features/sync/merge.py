"""Taking files: which pages may go in, in one step that can be undone."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fieldkit.core.context import Context
from fieldkit.core.db import segments as spine
from fieldkit.core.db.oplog import DRIFT_MS, MAX_INTEGER
from fieldkit.core.db.segments import Page, Segment, SegmentError
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import MissingFileError, UnusableFileError
from fieldkit.core.security.identity import is_signed_by
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import card, store, succession
from fieldkit.features.sync.bundle import Bundle, BundleError
from fieldkit.features.sync.model import FileReport, FileState, Peer

# What a leader writes; family records never travel with a leader's pages (decision 10).
OF_LEADERS = {
    "profile", "photo", "kube", "kube_member", "meeting", "agenda_item", "follow_up",
    "meeting_attendance", "cash_entry",
}  # fmt: skip
Place = tuple[int, str]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Incoming:
    """One file on its way in."""

    report: FileReport
    data_hash: str = ""
    bundle: Bundle | None = None
    pages: list[Segment] = field(default_factory=list)
    refusals: list[tuple[FileState, str]] = field(default_factory=list)
    touched: dict[str, set[str]] = field(default_factory=dict)


def open_file(ctx: Context, path: Path) -> Incoming:
    """Open one file and check its sender; the report says what is wrong with it."""
    import hashlib

    report = FileReport(file=path.name, state=FileState.NEW)
    incoming = Incoming(report)
    try:
        data = bundles.bounded_bytes(path)
        incoming.data_hash = hashlib.sha256(data).hexdigest()
        former = [one.identity for one in succession.former(ctx)]
        identities = [ctx.identity, *former]
        incoming.bundle = bundles.read(data, identities, lambda dev: _sign_key(ctx, dev))
    except FileNotFoundError as error:
        raise MissingFileError(path=path.name) from error
    except OSError:
        report.state, report.reason = FileState.DAMAGED, "unreadable"
    except BundleError as error:
        report.state, report.reason = error.state, error.reason
    if incoming.bundle:
        sender = store.peer_of_device(ctx.db, incoming.bundle.sender)
        report.sender = sender.name if sender else ctx.me.name
        report.device = incoming.bundle.sender
        report.sequence = incoming.bundle.sequence
        report.written_at = incoming.bundle.written_at
    return incoming


def _sign_key(ctx: Context, device: int) -> bytes | None:
    peer = _author(ctx, device)
    return peer.sign_key if peer and not peer.is_revoked else None


def _author(ctx: Context, device: int) -> Peer | None:
    """Return whose laptop this is, those this book lived on before among them."""
    return store.peer_of_device(ctx.db, device) or succession.as_author(ctx, device)


class Merge:
    """Takes opened files inside one transaction, in the order of sender and number."""

    def __init__(self, ctx: Context, writer: Writer) -> None:
        self._ctx, self._db, self._writer = ctx, ctx.db, writer
        self._touched: dict[str, set[str]] = {}
        self._now_ms = int(ctx.clock.now().timestamp() * 1000)

    def take(self, files: Sequence[Incoming], progress: Progress | None = None) -> None:
        """Take what may go in; afterwards every report is complete."""
        spine.release(self._db, self._writer, self._now_ms)
        ready = [f for f in files if f.bundle]
        ready.sort(key=lambda f: (f.bundle.sender, f.bundle.sequence) if f.bundle else (0, 0))
        for number, incoming in enumerate(ready):
            if progress:
                progress(number, len(ready))
            self._take_file(incoming)
        for table, rows in self._touched.items():
            self._writer.project(table, sorted(rows))
        for incoming in ready:
            incoming.report.conflicts = store.count_conflicts(self._db, incoming.touched)

    def _take_file(self, incoming: Incoming) -> None:
        bundle = incoming.bundle
        if bundle is None:
            return
        before = store.last_sequence(self._db, bundle.sender, "in")
        self._vouch(bundle)
        if self._is_right(bundle):
            spine.release(self._db, self._writer, self._now_ms, bundle.heads)
        spine.keep_keys(self._writer, self._db, bundle.keys)
        for segment in bundle.segments:
            self._take_page(incoming, segment)
        self._conclude(incoming, bundle, before)
        self._writer.local_put(
            "exchange",
            {
                "direction": "in",
                "peer_device": bundle.sender,
                "sequence": bundle.sequence,
                "at": self._ctx.clock.now().isoformat(timespec="seconds"),
                "file_hash": incoming.data_hash,
                "changes": incoming.report.changes,
                "state": incoming.report.state.value,
                "heads": bundle.heads,
                "missing": list(bundle.missing),
                "step": self._writer.step_id,
            },
        )

    def _is_right(self, bundle: Bundle) -> bool:
        """Whether the sender's clock agreed with ours when the file was written.

        What was written earlier under a wrong clock then counts: only pages wait whose
        laptop still lives in the future.
        """
        try:
            written = datetime.fromisoformat(bundle.written_at).timestamp() * 1000
        except (ValueError, OverflowError, OSError):
            return False
        return written <= self._now_ms + DRIFT_MS

    def _vouch(self, bundle: Bundle) -> None:
        """Know the authors a trusted sender passes on: signing the list vouches for them."""
        sender = store.peer_of_device(self._db, bundle.sender)
        if sender is None or sender.role is Role.LEADER:
            return
        for text in bundle.cards:
            try:
                row = card.read_card(text)
            except UnusableFileError:
                continue
            is_known = store.peer_of_device(self._db, row["device"])
            is_own = row["book_id"] == self._ctx.me.book_id
            if not is_known and not is_own and card.is_proven(self._ctx, row):
                now = self._ctx.clock.now().isoformat(timespec="seconds")
                vouched = {"trusted_at": now, "vouched_by": sender.device}
                store.save_peer(self._writer, row | vouched)

    def _take_page(self, incoming: Incoming, segment: Segment) -> None:
        try:
            if not self._may_go_in(incoming, segment):
                return
            is_right = incoming.bundle is not None and self._is_right(incoming.bundle)
            latest = spine.latest_instant(self._now_ms)
            page = spine.read_page(
                segment,
                incoming.bundle.keys if incoming.bundle else {},
                MAX_INTEGER if is_right else latest,
            )
            self._expect_tables(segment, page)
        except SegmentError as error:
            incoming.refusals.append((FileState.DAMAGED, str(error)))
            return
        touched = spine.take(self._db, self._writer, segment, page, latest)
        for table, rows in touched.items():
            self._touched.setdefault(table, set()).update(rows)
            incoming.touched.setdefault(table, set()).update(rows)
        for op in page.operations:
            counts = incoming.report.counts
            counts[op.tbl] = counts.get(op.tbl, 0) + 1
        incoming.pages.append(segment)
        incoming.report.changes += segment.operations

    def _may_go_in(self, incoming: Incoming, segment: Segment) -> bool:
        """Whether a page is new, whole, in its place in the chain and in its author's scope."""
        held = store.page_state(self._db, segment.dev, segment.scope, segment.number)
        if held and held[0] != segment.hash:
            raise SegmentError("fork")
        if held and not held[1]:
            return False
        expected = spine.digest(
            segment.dev, segment.scope, segment.number, segment.prev, segment.body
        )
        author = _author(self._ctx, segment.dev)
        if segment.dev == self._ctx.me.device:
            raise SegmentError("own_page_unknown")
        if author is None or author.is_revoked:
            incoming.refusals.append((FileState.UNKNOWN_SENDER, "unknown_author"))
            return False
        if expected != segment.hash or not is_signed_by(
            author.sign_key, segment.hash, segment.signature
        ):
            raise SegmentError("bad_signature")
        if not self._may_write(author, segment.scope):
            incoming.refusals.append((FileState.PARTIAL, "wrong_scope"))
            return False
        return self._follows(incoming, segment)

    def _follows(self, incoming: Incoming, segment: Segment) -> bool:
        if segment.number == 1:
            if segment.prev:
                raise SegmentError("fork")
            return True
        former = store.page_state(self._db, segment.dev, segment.scope, segment.number - 1)
        if former is None:
            incoming.refusals.append((FileState.GAP, "gap"))
            return False
        if former[0] != segment.prev:
            raise SegmentError("fork")
        return True

    def _expect_tables(self, segment: Segment, page: Page) -> None:
        """Refuse a leader's page about anything but the KUBE and the leader."""
        author = _author(self._ctx, segment.dev)
        if author is None or author.role is not Role.LEADER:
            return
        if any(op.tbl in SYNCED and op.tbl not in OF_LEADERS for op in page.operations):
            raise SegmentError("wrong_table")

    def _may_write(self, author: Peer, scope: str) -> bool:
        if author.book_id == self._ctx.me.book_id:
            return True
        if scope.startswith("own-"):
            return scope == f"own-{author.book_id}"
        if author.role is Role.LEADER:
            return scope == author.scope
        if scope == "common":
            return author.role is not Role.READER
        serves = author.role in (Role.FACILITATOR, Role.KUBE_FACILITATOR)
        return serves and self._serves(author, scope)

    def _serves(self, author: Peer, scope: str) -> bool:
        """Whether a facilitator serves a group; the first to write there does."""
        if self._ctx.role is Role.LEADER:
            return scope == str(self._db.meta("kube"))
        serving = store.owners(self._db, scope)
        if not serving and not self._is_mine(scope):
            now = self._ctx.clock.now().isoformat(timespec="seconds")
            row = {"scope": scope, "device": author.device, "since": now}
            self._writer.local_put("scope_owner", row)
            return True
        return author.device in serving or store.has_served(self._db, scope, author.book_id)

    def _is_mine(self, scope: str) -> bool:
        mine = [self._ctx.me.device, *(one.device for one in succession.former(self._ctx))]
        return bool(
            self._db.value(
                "SELECT 1 FROM op WHERE scope = :scope"
                " AND dev IN (SELECT value FROM json_each(:mine)) LIMIT 1",
                scope=scope,
                mine=json.dumps(mine),
            )
        )

    def _conclude(self, incoming: Incoming, bundle: Bundle, before: int) -> None:
        report = incoming.report
        if incoming.refusals:
            states = [state for state, _reason in incoming.refusals]
            report.reason = incoming.refusals[0][1]
            report.state = FileState.PARTIAL if incoming.pages else states[0]
        elif incoming.pages or (not bundle.segments and bundle.sequence > before):
            report.state = FileState.NEW
        else:
            report.state = FileState.OLDER if bundle.sequence < before else FileState.ALREADY
