"""A quarter of two facilitators, two leaders and a coordinator, on books of their own.

Files are lost, doubled, late and reordered, one laptop breaks and comes back from its backup,
one clock is three days fast. In the end all figures agree to the rupiah, and every difference
is listed once.
"""

import dataclasses
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db import health
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, money_in, money_out
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember, Position
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Attendance as Marked
from fieldkit.features.p2k2.model import Mark, Presenter, Session
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family, Group
from fieldkit.features.sync import desk, handing, oddities, senders, service
from fieldkit.features.sync.model import FileState
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

WORDS = "kata sandi latihan"
START = datetime(2026, 9, 1, 3, tzinfo=UTC)
WEEKS, BROKEN = 13, 8
FINE = {FileState.NEW, FileState.ALREADY, FileState.OLDER, FileState.GAP}


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)


class Office:
    """Five laptops with their clocks, and the files that lie about."""

    def __init__(self, folder, seed):
        self.folder, self.dice = folder, random.Random(seed)
        self.clocks, self.books, self.places = {}, {}, {}
        self.lying = defaultdict(list)
        self.expected = defaultdict(int)
        self.fates, self.fast = Counter(), {}
        for name in ("Sri", "Tuti"):
            self.make(name, Role.FACILITATOR)
        self.make("Koordinator", Role.COORDINATOR)
        for name in ("Sri", "Tuti"):
            self.introduce(name, "Koordinator")
        self.kube = {"Sri": self.begin("Sri", "Melati"), "Tuti": self.begin("Tuti", "Dahlia")}
        self.hand_out("Sri", "Aminah")
        self.hand_out("Tuti", "Badriah")

    def make(self, name, role):
        self.clocks[name] = FixedClock(START)
        self.places[name] = self.folder / f"{name}.fieldkit"
        self.books[name], _code = vault.create_book(
            self.places[name], name=name, role=role, passphrase=WORDS, clock=self.clocks[name]
        )

    def introduce(self, one, other):
        for first, second in ((one, other), (other, one)):
            card = self.folder / f"{first}.fkcard"
            service.write_card(self.books[first], card)
            service.trust(self.books[second], card)

    def begin(self, name, kube):
        ctx = self.books[name]
        for letter in "AB":
            place = people.save_group(ctx, Group(name=f"{kube} {letter}", code=letter))
            for number in range(6):
                family = Family(name=f"Keluarga {letter}{number}", group_id=place)
                people.save_family(ctx, family)
        made = group.save_kube(ctx, Kube(name=f"KUBE {kube}", dues_amount=5000))
        roles = (Position.CHAIR, Position.SECRETARY, Position.TREASURER, *[Position.MEMBER] * 3)
        for number, position in enumerate(roles):
            member = KubeMember(
                kube_id=made, name=f"Anggota {number}", position=position,
                joined_on=date(2024, 1, 1),
            )  # fmt: skip
            group.save_member(ctx, member)
        return made

    def hand_out(self, facilitator, leader):
        ctx = self.books[facilitator]
        done = handing.hand_out(ctx, self.kube[facilitator], leader, self.folder / leader)
        self.clocks[leader] = FixedClock(START)
        self.places[leader] = self.folder / f"{leader}.fieldkit"
        self.books[leader], _code = handing.open_hand_out(
            self.places[leader], self.folder / leader, done.first_key, WORDS,
            clock=self.clocks[leader],
        )  # fmt: skip
        self.kube[leader] = self.kube[facilitator]

    def close(self):
        for name, ctx in self.books.items():
            vault.close_book(ctx, self.places[name])

    # -- a week ----------------------------------------------------------------------------

    def day(self, name):
        return self.books[name].today

    def week_passes(self):
        for clock in self.clocks.values():
            clock.advance(days=7)

    def meet(self, leader):
        """The leader records a meeting with its dues, and some more money."""
        ctx, kube = self.books[leader], self.kube[leader]
        present = [m.id for m in group.members(ctx, kube) if self.dice.random() < 0.8]
        paid = {member: self.dice.choice((5000, 5000, 2500)) for member in present}
        page = MeetingPage(
            meeting=Meeting(kube_id=kube, held_on=self.day(leader)),
            attendance=dict.fromkeys(present, Attendance.PRESENT),
            dues=paid,
        )
        meetings.record_meeting(ctx, page)
        self.expected[kube] += sum(paid.values())
        amount = self.dice.randrange(5, 60) * 1000
        sold = money_in(kube, self.day(leader), Account.SALES, amount, "Penjualan")
        entry = cashbook.record_entry(ctx, sold)
        self.expected[kube] += amount
        if self.dice.random() < 0.3:
            cashbook.correct_entry(ctx, entry, "salah catat")
            self.expected[kube] -= amount

    def help_out(self, facilitator):
        """The facilitator writes in the same cash book, and changes what the leader may too."""
        ctx, kube = self.books[facilitator], self.kube[facilitator]
        amount = self.dice.randrange(1, 4) * 1000
        spent = money_out(
            kube, self.day(facilitator), Account.TRANSPORT, amount, "Angkutan", reason="di muka"
        )
        cashbook.record_entry(ctx, spent)
        self.expected[kube] -= amount
        note = f"catatan {self.day(facilitator)} {facilitator}"
        group.save_kube(ctx, dataclasses.replace(group.kube(ctx, kube), note=note))

    def work(self, facilitator):
        ctx = self.books[facilitator]
        for place in people.groups(ctx):
            rows = people.families(ctx, people.FamilyFilter(group_ids=(place.id,)))
            marks = [
                Marked(family_id=row.id, status=self.dice.choice((Mark.PRESENT, Mark.ABSENT)))
                for row in rows
            ]
            session = Session(
                group_id=place.id, held_on=self.day(facilitator), title="Sesi",
                starts=time(9), ends=time(11), place="Balai RW",
                presenters=(Presenter(name=facilitator),),
            )  # fmt: skip
            p2k2.record_session(ctx, session, marks)
            visited = self.dice.choice(rows)
            visits.record_visit(
                ctx,
                Visit(
                    family_id=visited.id,
                    visited_on=self.day(facilitator),
                    purposes=("business",),
                    agreement="mencatat uang",
                ),
            )

    # -- files -----------------------------------------------------------------------------

    def peer(self, one, other):
        return service.find_peer(self.books[one], other)

    def write(self, one, other):
        sent = service.send(self.books[one], self.peer(one, other), self.folder / "stick")
        fate = self.dice.random()
        self.fates["lost" if fate < 0.25 else "doubled" if fate > 0.8 else "once"] += 1
        if fate < 0.25:
            return
        self.lying[other].append(Path(sent.file))
        if fate > 0.8:
            self.lying[other].append(Path(sent.file))

    def read(self, name):
        """Take some of what lies about, in any order; the rest comes later, or much later."""
        self.dice.shuffle(self.lying[name])
        count = self.dice.randint(0, len(self.lying[name]))
        files, self.lying[name] = self.lying[name][:count], self.lying[name][count:]
        if files:
            reports = service.receive(self.books[name], files)
            assert {r.state for r in reports} <= FINE, [(r.state, r.reason) for r in reports]
            for report in reports:
                self.fates[report.state.value] += 1
                self.fast[report.sender] = max(
                    self.fast.get(report.sender, 0), report.clock_seconds
                )

    def laptop_breaks(self, name):
        """Everything since the backup is gone from this laptop; the book goes on elsewhere."""
        vault.close_book(self.books[name], self.places[name])
        self.places[name] = self.folder / f"{name}-lagi.fieldkit"
        self.books[name] = backup.restore(
            self.backed_up, self.places[name], WORDS, clock=self.clocks[name]
        )
        for other in self.books:
            if other != name and self.knows(other, name):
                card = self.folder / f"{name}-lagi.fkcard"
                service.write_card(self.books[name], card)
                service.trust(self.books[other], card)

    def work_a_week(self, week):
        for leader in ("Aminah", "Badriah"):
            self.meet(leader)
        for facilitator in ("Sri", "Tuti"):
            if week % 4 == 0:
                self.work(facilitator)
            if week % 3 == 0:
                self.help_out(facilitator)

    def exchange_a_week(self, week):
        """Sri's laptop breaks: what was written since is not lost, for the others hold it."""
        if week == BROKEN - 1:
            made = backup.back_up(self.books["Sri"], self.folder / "cadangan")
            self.backed_up = self.folder / "cadangan" / Path(made.file).name
        if week == BROKEN:
            self.write("Sri", "Koordinator")
            self.laptop_breaks("Sri")
        if week not in (BROKEN, BROKEN + 1):
            self.write("Sri", "Koordinator")
        if week < BROKEN:
            self.write("Sri", "Aminah")
            self.write("Aminah", "Sri")
        for one, other in (("Badriah", "Tuti"), ("Tuti", "Koordinator"), ("Tuti", "Badriah")):
            self.write(one, other)
        for name in self.books:
            self.read(name)

    def knows(self, one, other):
        return any(p.name == other for p in service.peers(self.books[one]))

    def newest(self, one, other):
        """Whom to write to: the laptop that somebody's book lives on now."""
        device = self.books[other].me.device
        return next(p for p in service.peers(self.books[one]) if p.device == device)

    def all_send(self):
        """The last days: every file arrives, there and back, until nothing is new."""
        roads = [
            ("Aminah", "Sri"), ("Badriah", "Tuti"), ("Sri", "Koordinator"), ("Tuti", "Koordinator"),
            ("Sri", "Aminah"), ("Tuti", "Badriah"), ("Koordinator", "Sri"), ("Koordinator", "Tuti"),
        ]  # fmt: skip
        for _round in range(2):
            for one, other in roads:
                sent = service.send(
                    self.books[one], self.newest(one, other), self.folder / "akhir", everything=True
                )
                [report] = service.receive(self.books[other], [Path(sent.file)])
                assert report.state in (FileState.NEW, FileState.ALREADY), (one, other, report)


def contents(ctx, scopes=None):
    held = {}
    for table in SYNCED:
        rows = ctx.db.rows(f"SELECT * FROM {table} ORDER BY id")
        held[table] = [r for r in rows if scopes is None or r["_scope"] in scopes]
    return held


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(n, marks=pytest.mark.long) for n in range(3, 30))]
)
def test_a_quarter_ends_with_the_same_figures_everywhere(tmp_path, seed):
    office = Office(tmp_path, seed)
    office.clocks["Tuti"].advance(days=3)
    for week in range(WEEKS):
        office.work_a_week(week)
        office.exchange_a_week(week)
        office.week_passes()
    assert office.fates["lost"] > 3
    assert office.fates["doubled"] > 3
    assert office.fates["older"] + office.fates["already"] > 3
    assert office.fast["Tuti"] >= 2 * 86400
    assert max(office.fast.get(name, 0) for name in ("Sri", "Aminah", "Badriah")) == 0
    office.clocks["Tuti"].advance(days=-3)
    for clock in office.clocks.values():
        clock.instant = START + timedelta(days=WEEKS * 7 + 5)
    office.all_send()
    check(office)
    office.close()


def check(office):
    coordinator = office.books["Koordinator"]
    for name in ("Sri", "Tuti", "Aminah", "Badriah"):
        ctx, kube = office.books[name], office.kube[name]
        assert sum(cashbook.balances(ctx, kube).values()) == office.expected[kube], name
        assert contents(ctx, {kube}) == contents(coordinator, {kube}), name
    for kube in set(office.kube.values()):
        assert sum(cashbook.balances(coordinator, kube).values()) == office.expected[kube]
    for name in ("Sri", "Tuti"):
        ctx = office.books[name]
        mine = {g.id for g in people.groups(ctx)}
        assert contents(ctx, mine) == contents(coordinator, mine), name
    lists = {
        name: sorted(c.id for c in desk.conflicts(ctx) if c.table == "kube")
        for name, ctx in office.books.items()
    }
    assert len(lists["Koordinator"]) == len(set(lists["Koordinator"]))
    assert sorted(lists["Sri"] + lists["Tuti"]) == lists["Koordinator"]
    assert (lists["Aminah"], lists["Badriah"]) == (lists["Sri"], lists["Tuti"])
    for name, ctx in office.books.items():
        found = [f for f in health.findings(ctx.db, is_full=True) if f.code != "not_encrypted"]
        assert found == [], name
        assert oddities.waiting(ctx) == [], name
    come, expected = senders.arrived(senders.senders(coordinator))
    assert (come, expected) == (2, 2)
