"""A member's own page: the pass-book, the private slip, and the code that shows a changed one."""

from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render.document import Cards, ReportRequest
from fieldkit.features.kube.account import model, service
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot, opening
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Loan, Service
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.kube.reports import REPORTS
from tests.features.kube.test_reports import _same_ids, expect  # noqa: F401 -- a fixture

MAY = Month(2026, 5)
KINDS = {report.kind: report for report in REPORTS}


@pytest.fixture
def melati(_same_ids, ctx, make):  # noqa: F811
    """Three members at two meetings; the first pays once, borrows, and saves."""
    kube_id, people = make.kube("Melati 3", members=3, village="Galur", iks_amount=1000)
    cashbook.record_entry(
        ctx, opening(kube_id, date(2026, 1, 2), 1_000_000, "Saldo awal", pot=Pot.LOANS)
    )
    for number, day in enumerate((date(2026, 5, 5), date(2026, 5, 12))):
        payers = people if number == 0 else people[1:]
        meetings.record_meeting(ctx, MeetingPage(
            meeting=Meeting(kube_id=kube_id, held_on=day, dues_amount=5000, iks_amount=1000),
            attendance=dict.fromkeys(people, Attendance.PRESENT),
            dues=dict.fromkeys(payers, 5000), iks=dict.fromkeys(payers, 1000), instalments={},
            agenda=(), follow_ups=(),
        ))  # fmt: skip
    loans.lend(ctx, Loan(
        kube_id=kube_id, member_id=people[0], lent_on=date(2026, 4, 1), principal=500_000,
        instalments=5, first_due=date(2026, 5, 1), service=Service.AMOUNT, service_amount=5_000,
    ))  # fmt: skip
    loans.put_by(ctx, kube_id, people[0], 20_000, date(2026, 5, 13))
    return kube_id, people


def test_a_pass_book_shows_what_the_member_gave_and_got(ctx, melati):
    _kube_id, people = melati
    book = service.pass_book(ctx, people[0], date(2026, 5, 1), date(2026, 5, 31))
    assert (book.total("dues"), book.total("iks"), book.saved) == (5_000, 1_000, 20_000)
    assert (book.owed_before, book.owed) == (500_000, 500_000)
    assert [line.day for line in book.lines] == [date(2026, 5, 5), date(2026, 5, 13)]
    whole = service.pass_book(ctx, people[0], date(2026, 1, 1), date(2026, 12, 31))
    assert (whole.owed_before, whole.total("loan"), whole.owed) == (0, 500_000, 500_000)


def test_a_pass_book_shows_an_entry_and_its_correction(ctx, melati, clock):
    kube_id, people = melati
    entry = next(e for e in cashbook.all_entries(ctx, kube_id) if e.description == loans.SAVED)
    clock.advance(days=2)
    cashbook.correct_entry(ctx, entry.id, "Salah anggota")
    book = service.pass_book(ctx, people[0], date(2026, 1, 1), date(2026, 12, 31))
    assert book.saved == 0
    assert [line.savings for line in book.lines if line.savings] == [20_000, -20_000]
    assert book.lines[-1].words.startswith("Koreksi: ")


def test_a_slip_says_what_is_open_and_nothing_of_the_others(ctx, melati):
    _kube_id, people = melati
    one = service.slip(ctx, people[0], date(2026, 5, 31))
    assert (one.dues, one.iks, one.loan, one.service, one.saved) == (
        5_000, 1_000, 100_000, 5_000, 20_000,
    )  # fmt: skip
    assert one.total == 111_000
    assert service.slip(ctx, people[1], date(2026, 5, 31)).total == 0
    assert service.slip(ctx, people[0], date(2026, 5, 6)).dues == 0


def test_the_code_of_a_slip_tells_whose_it_is_and_a_changed_one_is_none(ctx, melati):
    kube_id, people = melati
    day = date(2026, 5, 31)
    one = service.slip(ctx, people[0], day)
    typed = one.code.lower().replace("-", " ")
    assert service.slip_of_code(ctx, kube_id, day, typed).member.id == people[0]
    for code, at in ((one.code, date(2026, 5, 30)), (one.code[:-1] + "#", day), ("123", day)):
        if at != day:
            continue
        with pytest.raises(InvalidInputError) as error:
            service.slip_of_code(ctx, kube_id, at, code)
        assert [p.code for p in error.value.problems] == ["no_such_slip"]
    with pytest.raises(InvalidInputError) as error:
        service.slip_of_code(ctx, kube_id, None, " ")
    assert {p.field for p in error.value.problems} == {"day", "code"}


def test_every_amount_and_the_day_change_the_code(ctx, melati):
    one = service.slip(ctx, melati[1][0], date(2026, 5, 31))
    from dataclasses import replace

    changed = [
        replace(one, dues=one.dues + 1), replace(one, loan=0), replace(one, service=0),
        replace(one, iks=0), replace(one, saved=0), replace(one, day=date(2026, 5, 30)),
        replace(one, kube_id="other"),
    ]  # fmt: skip
    assert len({one.code, *(other.code for other in changed)}) == len(changed) + 1
    assert model.same_code("ABCD-1234", "abcd 1234")


def test_the_papers_of_the_members(ctx, melati):
    _kube_id, people = melati
    asked = ReportRequest(month=MAY)
    for kind in ("kube_members", "kube_passbook", "kube_slips"):
        assert KINDS[kind].missing(ctx, asked) == []
        expect(kind, KINDS[kind].build(ctx, asked))
    slips = KINDS["kube_slips"].build(ctx, asked)
    (cards,) = [block for block in slips.blocks if isinstance(block, Cards)]
    assert [name for name, _lines in cards.items] == ["Aminah"]
    expect("kube_passbook_one", KINDS["kube_passbook"].build(ctx, ReportRequest(subject=people[1])))
    paid = KINDS["kube_slips"].build(ctx, ReportRequest(subject=people[1], month=MAY))
    assert any("Tidak ada tunggakan." in line for block in paid.blocks if isinstance(block, Cards)
               for _name, lines in block.items for line in lines)  # fmt: skip
