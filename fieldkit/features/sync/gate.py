"""Which pages may go in: whole, in their place, by somebody who serves their scope."""

import json

from fieldkit.core.context import Context
from fieldkit.core.db import segments as spine
from fieldkit.core.db.oplog import CREATION, Operation
from fieldkit.core.db.pages import Page
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import is_signed_by
from fieldkit.core.security.roles import Role
from fieldkit.features.kube import tables as kube
from fieldkit.features.sync import card, store, succession
from fieldkit.features.sync.manifest import Bundle
from fieldkit.features.sync.model import FileState, Peer, Refusal, founder_of, is_above

# What a leader writes: the KUBE's rooms, the profile and photos. No family record ever
# travels with a leader's pages (decision 10).
OF_LEADERS = {"profile", "photo", *kube.OF_GROUP}
_OF_COORDINATORS = {"steward"}
_SERVING = (Role.FACILITATOR, Role.KUBE_FACILITATOR)
_DEEPEST = 4


class Gate:
    """Judges pages one by one; a refusal says why in a code word."""

    def __init__(self, ctx: Context, writer: Writer) -> None:
        self._ctx, self._db, self._writer = ctx, ctx.db, writer
        self._authors: dict[int, Peer | None] = {}

    def forget(self) -> None:
        """Read people anew, after what was noted about them was taken back."""
        self._authors.clear()

    def author(self, device: int) -> Peer | None:
        """Return whose laptop this is, those this book lived on before among them."""
        if device not in self._authors:
            known = store.peer_of_device(self._db, device)
            self._authors[device] = known or succession.as_author(self._ctx, device)
        return self._authors[device]

    # -- who is known through whom ---------------------------------------------------------

    def vouch(self, bundle: Bundle) -> None:
        """Know the authors a trusted sender passes on: signing the list vouches for them.

        Whom a facilitator vouches for writes only where that facilitator may.
        """
        sender = self.author(bundle.sender)
        if sender is None or sender.role is Role.LEADER:
            return
        now = self._ctx.clock.now().isoformat(timespec="seconds")
        for text in bundle.cards:
            try:
                row = card.read_card(text)
            except UnusableFileError:
                continue
            is_own = row["book_id"] == self._ctx.me.book_id
            if not self.author(row["device"]) and not is_own and card.is_proven(self._ctx, row):
                vouched = {"trusted_at": now, "vouched_by": sender.device}
                store.save_peer(self._writer, row | vouched)
                self._authors.pop(row["device"], None)
        if sender.role is Role.COORDINATOR:
            self._follow_revocations(sender, bundle.revoked, now)

    def _follow_revocations(self, sender: Peer, devices: tuple[int, ...], now: str) -> None:
        """Trust no more whom we know only through a coordinator that trusts them no more."""
        for device in devices:
            row = store.peer_row(self._db, device)
            if row and row["vouched_by"] == sender.device and not row["revoked_at"]:
                store.save_peer(self._writer, row | {"revoked_at": now})
                self._authors.pop(device, None)

    # -- a page ----------------------------------------------------------------------------

    def lets_in(self, bundle: Bundle, segment: Segment) -> bool:
        """Whether a page is new, whole, in its place in the chain and in its author's scope.

        False where it is here already; raises Refusal.
        """
        held = store.page_state(self._db, segment.dev, segment.scope, segment.number)
        if held and held[0] != segment.hash:
            raise Refusal(FileState.DAMAGED, "fork")
        if held and not held[1]:
            return False
        if segment.dev == self._ctx.me.device:
            raise Refusal(FileState.DAMAGED, "own_page_unknown")
        author = self.author(segment.dev)
        if author is None:
            raise Refusal(FileState.UNKNOWN_SENDER, "unknown_author")
        self._expect_signature(author, segment)
        if not self._is_passed_on(bundle, segment):
            self._expect_author(author, segment)
        self._expect_chain(segment)
        return True

    def is_withheld(self, segment: Segment) -> bool:
        """Whether a page is here and an undo took it out."""
        held = store.page_state(self._db, segment.dev, segment.scope, segment.number)
        return bool(held and held[1])

    def _expect_author(self, author: Peer, segment: Segment) -> None:
        if author.is_revoked:
            raise Refusal(FileState.UNKNOWN_SENDER, "revoked_author")
        if not self.may_write(author, segment.scope):
            raise Refusal(FileState.PARTIAL, "wrong_scope")
        if not self._is_before_hand_over(author, segment):
            raise Refusal(FileState.PARTIAL, "handed_over")

    def _expect_signature(self, author: Peer, segment: Segment) -> None:
        expected = spine.digest(
            segment.dev, segment.scope, segment.number, segment.prev, segment.body
        )
        if expected != segment.hash or not is_signed_by(
            author.sign_key, segment.hash, segment.signature
        ):
            raise Refusal(FileState.DAMAGED, "bad_signature")

    def _expect_chain(self, segment: Segment) -> None:
        """Refuse a page whose neighbours, where they are here, say it is another's."""
        dev, scope, number = segment.dev, segment.scope, segment.number
        if number < 1 or (number == 1 and segment.prev):
            raise Refusal(FileState.DAMAGED, "fork")
        former = store.page_state(self._db, dev, scope, number - 1)
        if former and former[0] != segment.prev:
            raise Refusal(FileState.DAMAGED, "fork")
        after = store.page(self._db, dev, scope, number + 1)
        if after and after.prev != segment.hash:
            raise Refusal(FileState.DAMAGED, "fork")

    def _is_passed_on(self, bundle: Bundle, segment: Segment) -> bool:
        """Whether somebody who serves the scope passes on a page that is not their own.

        Who serves a scope decides whose pages belong into it.
        """
        sender = self.author(bundle.sender)
        if sender is None or sender.device == segment.dev or sender.role not in _SERVING:
            return False
        is_private = segment.scope == "common" or segment.scope.startswith("own-")
        return not is_private and self.may_write(sender, segment.scope)

    # -- scopes ----------------------------------------------------------------------------

    def may_write(self, author: Peer, scope: str, depth: int = 0) -> bool:
        """Whether a book takes somebody's pages of a scope."""
        if author.book_id == self._ctx.me.book_id:
            return True
        if not self._may_by_role(author, scope):
            return False
        voucher = self.author(author.vouched_by) if author.vouched_by else None
        if voucher is None or voucher.role is Role.COORDINATOR or scope == author.own_scope:
            return True
        return depth < _DEEPEST and self.may_write(voucher, scope, depth + 1)

    def _may_by_role(self, author: Peer, scope: str) -> bool:
        if scope.startswith("own-"):
            return scope == author.own_scope
        if scope == "common":
            return is_above(author.role, self._ctx.role)
        if author.role is Role.LEADER:
            return scope == author.scope
        if author.role is Role.COORDINATOR:
            return True  # grants only: `expect_tables` sees to it
        return author.role in _SERVING and self._serves(author, scope)

    def _serves(self, author: Peer, scope: str) -> bool:
        """Whether a facilitator serves a group; the first to write there does."""
        if self._ctx.role is Role.LEADER:
            return scope == str(self._db.meta("kube"))
        if author.book_id in store.granted(self._db, scope):
            return True
        founder = founder_of(scope)
        if founder:
            return author.book_id == founder
        serving = store.owners(self._db, scope)
        if not serving and not self._is_mine(scope):
            for claim in store.claims(self._db, scope):
                self._writer.local_remove("scope_owner", claim)
            now = self._ctx.clock.now().isoformat(timespec="seconds")
            row = {"scope": scope, "device": author.device, "since": now}
            self._writer.local_put("scope_owner", row)
            return True
        return author.device in serving or store.has_served(self._db, scope, author.book_id)

    def _is_mine(self, scope: str) -> bool:
        mine = [self._ctx.me.device, *(one.device for one in succession.former(self._ctx))]
        return store.has_written(self._db, scope, json.dumps(mine))

    def _is_before_hand_over(self, author: Peer, segment: Segment) -> bool:
        """Whether a former facilitator wrote a page before handing the scope over."""
        if author.role not in _SERVING:
            return True
        serving = store.serving(self._db, segment.scope)
        if not serving or author.book_id in serving:
            return True
        last = store.hand_over_page(self._db, segment.scope, segment.dev)
        return last is None or segment.number <= last

    # -- contents --------------------------------------------------------------------------

    def expect_tables(self, segment: Segment, page: Page) -> None:
        """Refuse a leader's page about anything but the KUBE and the leader."""
        author = self.author(segment.dev)
        if author is None or author.book_id == self._ctx.me.book_id:
            return
        allowed = None
        if author.role is Role.LEADER:
            allowed = OF_LEADERS
        elif author.role is Role.COORDINATOR and segment.scope not in ("common", author.own_scope):
            allowed = _OF_COORDINATORS
        for op in page.operations:
            if allowed is not None and op.tbl in SYNCED and op.tbl not in allowed:
                raise Refusal(FileState.DAMAGED, "wrong_table")
            if author.role is Role.LEADER and _moves_to(op) not in ("", author.scope):
                raise Refusal(FileState.PARTIAL, "wrong_scope")

    def expect_records(self, segment: Segment, known: dict[str, dict[str, str]]) -> None:
        """Refuse a page that changes a record of a scope its author has no say in."""
        author = self.author(segment.dev)
        if author is None or author.book_id == self._ctx.me.book_id:
            return
        for table, rows in known.items():
            strange = [row for row, scope in rows.items() if scope != segment.scope]
            for row in strange:
                if not store.has_spoken(self._db, table, row, segment.scope) and not (
                    self.may_write(author, rows[row])
                ):
                    raise Refusal(FileState.PARTIAL, "wrong_scope")


def _moves_to(op: Operation) -> str:
    """Return the scope an operation takes its record to, blank where it leaves it."""
    if op.col == CREATION:
        return str(json.loads(op.val).get("_scope") or "")
    return str(op.val or "") if op.col == "_scope" else ""
