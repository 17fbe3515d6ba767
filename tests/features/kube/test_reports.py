"""The papers of the KUBE rooms, compared with how they read when they were last looked at."""

import random
from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest

from fieldkit.core import ids
from fieldkit.core.dates import Month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import (
    Account,
    Pot,
    money_in,
    money_out,
    opening,
    transfer,
)
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.iks.model import Cause, Grant, Rule
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Every, Loan, Service
from fieldkit.features.kube.meetings import report as minutes_report
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    MeetingPage,
)
from fieldkit.features.kube.reports import REPORTS
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from tests.features import snapshots

expect = snapshots.against(__file__)
KINDS = {report.kind: report for report in REPORTS}
MAY = Month(2026, 5)
PRESENT = Attendance.PRESENT


@pytest.fixture
def _same_ids():
    """Draw the same identities each time: the code of a page follows from its entries."""
    former = ids.use_source(random.Random(7).getrandbits)
    yield
    ids.use_source(former)


@pytest.fixture
def melati(_same_ids, ctx, make):
    """KUBE Melati 3 with two meetings in May, a prize, a correction and help for a sick member."""
    office.save_profile(ctx, Profile(name="Sri Nurani", nip="9" * 18, city="Jakarta Pusat"))
    kube_id, people = make.kube(
        "Melati 3", members=10, village="Galur", district="Johar Baru", regency="Jakarta Pusat",
        iks_amount=1000,
    )  # fmt: skip
    cashbook.record_entry(
        ctx, opening(kube_id, date(2026, 4, 30), 385_000, "Saldo awal buku", pot=Pot.KAS)
    )
    first = MeetingPage(
        meeting=Meeting(
            kube_id=kube_id, held_on=date(2026, 5, 12), starts=time(13, 30), ends=time(15),
            place="Rumah anggota", host_id=people[3], chair_id=people[0], secretary_id=people[1],
            title="Rapat mingguan", guests="Bu Nunung\nPak RW", discussion="Dibuka dengan doa.",
            next_on=date(2026, 5, 19), next_host_id=people[4], absent_agree=True,
            note="Rapat selesai sebelum asar.",
        ),
        attendance={
            **dict.fromkeys(people[:7], PRESENT), people[7]: Attendance.SICK,
            people[8]: Attendance.ABSENT,
        },
        dues={**dict.fromkeys(people[:6], 5000), people[6]: 20_000},
        iks=dict.fromkeys(people[:7], 1000),
        agenda=(
            AgendaItem(title="PMT", discussion="Menu", decision="Bubur 400 kotak"),
            AgendaItem(title="Seragam", discussion="Warna batik"),
        ),
        follow_ups=(
            FollowUp(what="Beli beras", member_id=people[2], due=date(2026, 5, 16)),
            FollowUp(what="Tanya jadwal posbindu", who="Bu Nunung"),
        ),
        entries=(
            money_in(kube_id, date(2026, 5, 12), Account.SALES, 30_000, "Bir pletok 4 botol"),
            money_out(kube_id, date(2026, 5, 12), Account.SUPPLIES, 12_000, "Kantong plastik"),
            transfer(
                kube_id, date(2026, 5, 12), 10_000, "Tambahan IKS", source=Pot.KAS, target=Pot.IKS
            ),
        ),
    )  # fmt: skip
    one = meetings.record_meeting(ctx, first).meeting_id
    beras = meetings.open_follow_ups(ctx, kube_id)[0]
    second = MeetingPage(
        meeting=Meeting(
            kube_id=kube_id, held_on=date(2026, 5, 19), absent_agree=False,
            cash_counted={100_000: 4, 50_000: 1, 20_000: 1, 5000: 2, 2000: 1, 1000: 1, 500: 2},
            cash_difference_reason="Kembalian parkir",
        ),
        attendance={people[0]: PRESENT, people[1]: Attendance.EXCUSED},
        dues={people[0]: 5000, people[1]: 0},
        settled={beras.id: date(2026, 5, 16)},
    )  # fmt: skip
    two = meetings.record_meeting(ctx, second).meeting_id
    wrong = cashbook.record_entry(
        ctx, money_in(kube_id, date(2026, 5, 20), Account.GRANT, 910_000, "Hadiah juara 2")
    )
    right = money_in(kube_id, date(2026, 5, 20), Account.GRANT, 9_100_000, "Hadiah juara 2")
    cashbook.correct_entry(ctx, wrong, "kurang satu nol", right)
    return kube_id, one, two


def test_the_minutes_read_letter_by_letter(ctx, melati):
    expect("minutes", minutes_report.minutes(ctx, melati[1]))
    expect("minutes_counted", minutes_report.minutes(ctx, melati[2]))


def test_a_months_minutes_stand_each_on_its_own_page(ctx, melati):
    document = KINDS["kube_minutes"].build(ctx, ReportRequest(month=MAY))
    titles = [b.text for b in document.blocks if getattr(b, "level", 0) == 1]
    assert titles == ["NOTULEN RAPAT", "NOTULEN RAPAT"]
    assert document.letterhead is None
    same = KINDS["kube_minutes"].build(ctx, ReportRequest(subject=melati[1]))
    assert same == minutes_report.minutes(ctx, melati[1])


def test_the_cash_book_reads_letter_by_letter(ctx, melati):
    expect("cash_book", KINDS["cash_book"].build(ctx, ReportRequest(month=MAY)))
    only = KINDS["cash_book"].build(ctx, ReportRequest(month=MAY, subject="pot:iks"))
    assert only.blocks[1].text == "BUKU IURAN KESETIAKAWANAN SOSIAL (IKS)"


def test_the_book_of_dues_reads_letter_by_letter(ctx, melati):
    expect("dues_grid", KINDS["dues_grid"].build(ctx, ReportRequest(month=MAY)))


def test_loans_and_help_read_letter_by_letter(ctx, melati):
    kube_id = group.kubes(ctx)[0].id
    people = [member.id for member in group.members(ctx, kube_id)]
    loan = Loan(
        kube_id=kube_id, member_id=people[2], lent_on=date(2026, 5, 21), principal=500_000,
        instalments=5, first_due=date(2026, 5, 28), every=Every.WEEK, service=Service.PERCENT,
        service_permille=10, pot=Pot.KAS, purpose="Modal warung", basis="Keputusan 2/2026",
    )  # fmt: skip
    loan_id = loans.lend(ctx, loan)
    loans.pay(ctx, loan_id, 100_000, date(2026, 5, 28))
    loans.put_by(ctx, kube_id, people[0], 25_000, date(2026, 5, 28))
    given_up = loans.lend(
        ctx, replace(loan, member_id=people[3], principal=40_000, instalments=1), was_running=True
    )
    loans.write_off(ctx, given_up, date(2026, 5, 30), "Keputusan 3/2026")
    iks.save_rules(ctx, kube_id, [Rule(kube_id=kube_id, ceiling=150_000, per_year=2)])
    grant = Grant(
        kube_id=kube_id, member_id=people[7], cause=Cause.ILLNESS, amount=16_000,
        given_on=date(2026, 5, 22), why="Demam berdarah", basis="Keputusan 2/2026",
    )  # fmt: skip
    iks.give(ctx, grant)
    expect("kube_loans", KINDS["kube_loans"].build(ctx, ReportRequest(month=MAY)))
    expect("kube_loans_card", KINDS["kube_loans"].build(ctx, ReportRequest(subject=loan_id)))
    expect("kube_iks", KINDS["kube_iks"].build(ctx, ReportRequest(month=MAY)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_prints_empty(ctx, melati, kind):
    expect(f"{kind}_blank", KINDS[kind].build(ctx, ReportRequest(blank=True)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blank", [True, False])
def test_every_form_prints_on_an_empty_book_and_for_an_empty_group(ctx, kind, blank):
    report = KINDS[kind]
    assert report.latest_month(ctx) is None
    write_pdf(report.build(ctx, ReportRequest(blank=blank)), BytesIO())
    kube_id = group.save_kube(ctx, Kube(name="Kenanga 1"))
    write_pdf(report.build(ctx, ReportRequest(month=MAY, group=kube_id, blank=blank)), BytesIO())
    write_pdf(report.build(ctx, ReportRequest(group="KUBE Kenanga 1", blank=blank)), BytesIO())
    with pytest.raises(NotFoundError):
        report.build(ctx, ReportRequest(group="Mawar"))
    assert report.missing(ctx, ReportRequest(month=MAY))


def test_what_is_missing_is_said_group_by_group(ctx, melati):
    asked = ReportRequest(month=MAY)
    assert KINDS["cash_book"].missing(ctx, asked) == []
    assert KINDS["dues_grid"].missing(ctx, asked) == []
    assert KINDS["kube_minutes"].missing(ctx, asked) == [
        "Melati 3, 19 May 2026: who led and who wrote is not noted.",
    ]
    page = meetings.page(ctx, melati[2])
    cleared = replace(page, attendance={}, dues=dict.fromkeys(page.dues))
    meetings.record_meeting(ctx, replace(cleared, meeting=replace(page.meeting, cash_counted=None)))
    assert KINDS["dues_grid"].missing(ctx, asked) == ["Melati 3, 19 May 2026: no dues noted."]
    assert len(KINDS["kube_minutes"].missing(ctx, asked)) == 2


def test_a_leaders_papers_are_noted_by_the_pendamping(book):
    leader = book(role=Role.LEADER)
    office.save_profile(leader, Profile(name="Fatimah", superior_name="Sri Nurani"))
    kube_id = group.save_kube(leader, Kube(name="Melati 3"))
    document = KINDS["cash_book"].build(leader, ReportRequest(group=kube_id, blank=True))
    signed = document.blocks[-1]
    assert signed.centre.role_lines == ("Mengetahui,", "Pendamping KUBE")
    assert signed.centre.name == "Sri Nurani"


def test_a_debt_says_in_the_book_how_it_could_be(ctx, make):
    kube_id, _people = make.kube()
    spent = money_out(
        kube_id, date(2026, 5, 2), Account.OTHER, 7000, "Parkir", reason="Ditalangi bendahara"
    )
    cashbook.record_entry(ctx, spent)
    table = KINDS["cash_book"].build(ctx, ReportRequest(month=MAY)).blocks[4]
    assert table.rows[1][3] == "Parkir (catatan: Ditalangi bendahara)"
    assert table.rows[1][6] == -7000


def test_a_bare_meeting_prints_what_is_known_and_nothing_else(ctx, make):
    kube_id, people = make.kube()
    bare = MeetingPage(
        meeting=Meeting(
            kube_id=kube_id, held_on=date(2026, 5, 12), starts=time(9), cash_counted={1000: 0}
        ),
        attendance={people[0]: Attendance.ABSENT},
        dues={people[0]: 0},
    )
    meeting_id = meetings.record_meeting(ctx, bare).meeting_id
    spelled = "\n".join(snapshots.read(minutes_report.minutes(ctx, meeting_id)))
    assert "Waktu | pukul 09.00 WIB" in spelled
    assert "Iuran terkumpul | Rp0" in spelled
    assert "Selisih dengan buku | tidak ada, cocok dengan buku" in spelled
    assert "Penutup" not in spelled
