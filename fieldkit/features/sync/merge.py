"""Taking files: one step that can be undone; what can not go in says why, the rest goes in."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fieldkit.core.context import Context
from fieldkit.core.db import intake as spine
from fieldkit.core.db import pages, segments
from fieldkit.core.db.intake import Intake
from fieldkit.core.db.oplog import DRIFT_MS, MAX_INTEGER
from fieldkit.core.db.pages import SegmentError
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import MissingFileError
from fieldkit.features.sync import brake, clocks, store, succession
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync.gate import Gate
from fieldkit.features.sync.manifest import Bundle
from fieldkit.features.sync.model import BundleError, FileReport, FileState, MassChange, Refusal

Progress = Callable[[int, int], None]
# What a file of everyday size holds; sixty of them are small beside the rest.
_KEPT_OPEN = 200_000
# Another page of the same file may be what these wait for.
_MAY_PASS_LATER = {"wrong_scope", "handed_over", "unknown_author"}


@dataclass(slots=True)
class Incoming:
    """One file on its way in; the contents of a large one are opened again when it is taken."""

    path: Path
    report: FileReport
    sender: int = 0
    operations: int = 0
    has_photos: bool = False
    is_open: bool = False
    bundle: Bundle | None = None
    pages: int = 0
    refusals: list[tuple[FileState, str]] = field(default_factory=list)
    folded: dict[str, set[str]] = field(default_factory=dict)


class StoppedError(Exception):
    """Files would remove or change too much: all is to be done anew without them."""

    def __init__(self, files: Mapping[str, tuple[MassChange, ...]]) -> None:
        super().__init__("mass_change")
        self.files = files


def look_at(ctx: Context, path: Path) -> Incoming:
    """Open one file and check its sender; the report says what is wrong with it."""
    incoming = Incoming(path, FileReport(file=path.name, state=FileState.NEW))
    bundle = contents(ctx, incoming)
    if bundle is None:
        return incoming
    report = incoming.report
    incoming.is_open, incoming.sender = True, bundle.sender
    incoming.operations, incoming.has_photos = bundle.operations, bool(bundle.attachments)
    peer = store.peer_of_device(ctx.db, bundle.sender)
    report.sender = peer.name if peer else ctx.me.name
    report.device, report.sequence = bundle.sender, bundle.sequence
    report.written_at, report.app, report.part = bundle.written_at, bundle.app, bundle.part
    report.facts = dict(bundle.facts)
    if sum(len(page.body) for page in bundle.segments) <= _KEPT_OPEN and not bundle.attachments:
        incoming.bundle = bundle
    return incoming


def contents(ctx: Context, incoming: Incoming) -> Bundle | None:
    """Return what a file holds, None (and why, in its report) when it can not be opened."""
    report = incoming.report
    try:
        data = bundles.bounded_bytes(incoming.path)
        _expect_same(report, hashlib.sha256(data).hexdigest())
        identities = [ctx.identity, *(one.identity for one in succession.former(ctx))]
        return bundles.read(data, identities, lambda device: _sign_key(ctx, device))
    except FileNotFoundError as error:
        raise MissingFileError(path=incoming.path.name) from error
    except OSError:
        report.state, report.reason = FileState.DAMAGED, "unreadable"
    except BundleError as error:
        report.state, report.reason = error.state, error.reason
    return None


def _expect_same(report: FileReport, key: str) -> None:
    """Refuse a file that changed between looking at it and taking it."""
    if report.key and report.key != key:
        raise BundleError(FileState.DAMAGED, "cut_off")
    report.key = key


def _sign_key(ctx: Context, device: int) -> bytes | None:
    peer = store.peer_of_device(ctx.db, device) or succession.as_author(ctx, device)
    if peer is not None and peer.is_revoked:
        raise BundleError(FileState.UNKNOWN_SENDER, "revoked_sender")
    return peer.sign_key if peer else None


class Merge:
    """Takes opened files inside one transaction, in the order of sender and number.

    `accepted` are the keys of files that may remove or change much, `stopped` those that
    would and stay out.
    """

    def __init__(
        self,
        ctx: Context,
        writer: Writer,
        *,
        accepted: Collection[str] = (),
        stopped: Mapping[str, tuple[MassChange, ...]] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._ctx, self._db, self._writer = ctx, ctx.db, writer
        self._accepted, self._stopped = accepted, stopped or {}
        self._found: dict[str, tuple[MassChange, ...]] = {}
        self._progress = progress
        self._gate = Gate(ctx, writer)
        self._now_ms = int(ctx.clock.now().timestamp() * 1000)
        self._latest = spine.latest_instant(self._now_ms)
        self._done = self._total = 0

    def take(self, files: Sequence[Incoming]) -> None:
        """Take what may go in; afterwards every report is complete.

        Raises StoppedError when files turn out to remove or change too much.
        """
        pages.learn_columns(self._db)
        spine.release(self._db, self._writer, self._now_ms)
        ready = sorted(
            (f for f in files if f.is_open),
            key=lambda f: (f.sender, f.report.sequence, f.report.part),
        )
        self._total = sum(f.operations for f in ready)
        for incoming in ready:
            self._take_file(incoming)
        if self._found:
            raise StoppedError(self._found)
        self._count_conflicts(ready)

    def _take_file(self, incoming: Incoming) -> None:
        report = incoming.report
        begun = self._done
        if report.key in self._stopped:
            report.state, report.reason = FileState.PARTIAL, "mass_change"
            report.mass = self._stopped[report.key]
        elif bundle := incoming.bundle or contents(self._ctx, incoming):
            incoming.bundle = None
            self._take_contents(incoming, bundle)
        self._tell(begun + incoming.operations)

    def _take_contents(self, incoming: Incoming, bundle: Bundle) -> None:
        report = incoming.report
        before = store.last_sequence(self._db, bundle.sender, "in")
        self._gate.vouch(bundle)
        is_right = self._is_right(bundle)
        if is_right:
            spine.release(self._db, self._writer, self._now_ms, bundle.heads)
        intake = Intake(self._db, self._writer, self._latest)
        last = MAX_INTEGER if is_right else self._latest
        waiting = list(bundle.segments)
        is_moving = True
        while waiting and is_moving:
            waiting, is_moving = self._pass(incoming, bundle, intake, waiting, last)
        intake.flush()
        incoming.folded = intake.effect.folded
        if report.key not in self._accepted:
            scopes = sorted({page.scope for page in bundle.segments})
            if mass := brake.judge(self._ctx, intake.effect, scopes):
                self._found[report.key] = mass
        report.clock_seconds = clocks.error_seconds(self._ctx, bundle)
        self._conclude(incoming, bundle, before)
        self._note(incoming, bundle)

    def _pass(
        self,
        incoming: Incoming,
        bundle: Bundle,
        intake: Intake,
        waiting: Sequence[Segment],
        last: int,
    ) -> tuple[list[Segment], bool]:
        """Take the pages that may go in now; return those that may once these are in."""
        left: list[Segment] = []
        incoming.refusals = [r for r in incoming.refusals if r[1] not in _MAY_PASS_LATER]
        is_moving = False
        for segment in waiting:
            try:
                is_moving |= self._take_page(incoming, bundle, intake, segment, last)
            except Refusal as refusal:
                incoming.refusals.append((refusal.state, refusal.reason))
                if refusal.reason in _MAY_PASS_LATER:
                    left.append(segment)
            except SegmentError as error:
                incoming.refusals.append((FileState.DAMAGED, str(error)))
        return left, is_moving and bool(left)

    def _take_page(
        self, incoming: Incoming, bundle: Bundle, intake: Intake, segment: Segment, last: int
    ) -> bool:
        if not self._gate.lets_in(bundle, segment):
            self._tell(self._done + segment.operations)
            return False
        was_withheld = self._gate.is_withheld(segment)
        page = pages.read_page(segment, lambda subjects: self._keys(bundle, subjects), last)
        self._gate.expect_tables(segment, page)
        if not was_withheld:
            self._gate.expect_records(segment, intake.spoken_of(page))
        intake.take(segment, page, was_withheld=was_withheld)
        brought = {s: bundle.keys[s] for s in page.subjects if s in bundle.keys}
        segments.keep_keys(self._writer, self._db, brought)
        report = incoming.report
        tables = set()
        for op in page.operations:
            report.counts[op.tbl] = report.counts.get(op.tbl, 0) + 1
            tables.add(op.tbl)
        if "steward" in tables:
            intake.flush()  # who serves a scope decides over the pages that follow
        incoming.pages += 1
        report.changes += segment.operations
        self._tell(self._done + segment.operations)
        return True

    def _keys(self, bundle: Bundle, subjects: Sequence[str]) -> dict[str, list[bytes]]:
        """Return the content keys of a page: those of the file, else those kept here.

        What was destroyed here is not read from a file that still has its key.
        """
        lacking = [s for s in subjects if s not in bundle.keys]
        keys = {**bundle.keys, **segments.keys_of(self._db, lacking)} if lacking else bundle.keys
        gone = segments.destroyed(self._db, list(subjects))
        return {s: several for s, several in keys.items() if s not in gone} if gone else keys

    def _tell(self, done: int) -> None:
        self._done = min(done, self._total)
        if self._progress:
            self._progress(self._done, self._total)

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

    def _conclude(self, incoming: Incoming, bundle: Bundle, before: int) -> None:
        report = incoming.report
        report.missing_files = store.missing_sequences(self._db, bundle.sender, bundle.sequence)
        report.missing_pages = sum(
            hole["missing"]
            for hole in store.holes(self._db)
            if any((p.dev, p.scope) == (hole["dev"], hole["scope"]) for p in bundle.segments)
        )
        if incoming.refusals:
            states = [state for state, _reason in incoming.refusals]
            report.reason = incoming.refusals[0][1]
            report.state = FileState.PARTIAL if incoming.pages else states[0]
        elif report.missing_pages and incoming.pages:
            report.state, report.reason = FileState.GAP, "gap"
        elif bundle.is_photos:
            self._conclude_photos(report, bundle)
        elif incoming.pages or (not bundle.segments and bundle.sequence > before):
            report.state = FileState.NEW
        else:
            report.state = FileState.OLDER if bundle.sequence < before else FileState.ALREADY

    def _conclude_photos(self, report: FileReport, bundle: Bundle) -> None:
        wanted = store.known_photos(self._db, list(bundle.attachments))
        fresh = [name for name in wanted if not self._ctx.files.has(name)]
        report.photos = len(fresh)
        if fresh:
            report.state = FileState.NEW
        elif len(wanted) < len(bundle.attachments):
            report.state, report.reason = FileState.GAP, "photos_before_records"
        else:
            report.state = FileState.ALREADY

    def _note(self, incoming: Incoming, bundle: Bundle) -> None:
        report = incoming.report
        self._writer.local_put(
            "exchange",
            {
                "direction": "in",
                "peer_device": bundle.sender,
                "sequence": bundle.sequence,
                "at": self._ctx.clock.now().isoformat(timespec="seconds"),
                "file_hash": report.key,
                "changes": report.changes,
                "state": report.state.value,
                "heads": bundle.heads,
                "missing": list(bundle.missing),
                "step": self._writer.step_id,
                "part": list(bundle.part) if bundle.is_photos else None,
                "written_at": bundle.written_at,
                "app": bundle.app,
                "clock_seconds": report.clock_seconds,
                "facts": bundle.facts,
            },
        )

    def _count_conflicts(self, files: Sequence[Incoming]) -> None:
        listed = [(c["tbl"], c["row"]) for c in store.conflicts(self._db)]
        for incoming in files:
            incoming.report.conflicts = sum(
                row in incoming.folded.get(table, ()) for table, row in listed
            )
