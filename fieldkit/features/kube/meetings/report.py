"""The minutes (notulen) of KUBE meetings, to be signed; and the same form empty."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, format_time
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Pot
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service
from fieldkit.features.kube.meetings.empty_form import (
    AGENDA,
    KIND,
    LABEL_MM,
    PROMISES,
    TITLE,
    blank_minutes,
)
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    MeetingPage,
    Seal,
    Status,
    Summary,
)
from fieldkit.features.office import service as office

ATTENDED = {
    Attendance.PRESENT: "Hadir",
    Attendance.SICK: "Sakit",
    Attendance.EXCUSED: "Izin",
    Attendance.ABSENT: "Tanpa keterangan",
}
POTS = {Pot.KAS: "Kas", Pot.IKS: "IKS", Pot.LOANS: "Simpan pinjam", Pot.BANK: "Rekening bank"}
AGREED = "Anggota yang tidak hadir sepakat mengikuti hasil rapat ini."
NOT_AGREED = "Anggota yang tidak hadir belum menyatakan sepakat dengan hasil rapat ini."
_EARLIER = (*PROMISES, Column("Keadaan", 34))
_MONEY = (
    Column("No", 9, "center"),
    Column("Uraian"),
    Column("No bukti", 28),
    Column("Masuk (Rp)", 28, "right"),
    Column("Keluar (Rp)", 28, "right"),
)


def minutes(ctx: Context, meeting_id: str) -> Document:
    """Return the minutes of one meeting."""
    page = service.page(ctx, meeting_id)
    kube = group.kube(ctx, page.meeting.kube_id)
    return paper.document(
        ctx, f"{TITLE} KUBE {kube.name.upper()}", KIND, [_minutes(ctx, kube, page)]
    )


def minutes_of_month(ctx: Context, month: Month | None, kubes: Sequence[Kube]) -> Document:
    """Return the minutes of every meeting held in a month, each on a page of its own."""
    pages = [
        _minutes(ctx, kube, service.page(ctx, one.meeting.id))
        for kube in kubes
        for one in _held(ctx, kube, month)
    ]
    if not pages:
        when = f" pada {format_month(month, 'id')}" if month else ""
        pages = [[Heading(TITLE, 1, "center"), Paragraph(f"Belum ada rapat yang dicatat{when}.")]]
    return paper.document(ctx, TITLE, KIND, pages)


def _held(ctx: Context, kube: Kube, month: Month | None) -> list[Summary]:
    if month is None:
        return []
    found = service.meetings_of(ctx, kube.id, month.first, month.last)
    return [one for one in reversed(found) if one.meeting.status is Status.HELD]


# -- one meeting -----------------------------------------------------------------------------


def _minutes(ctx: Context, kube: Kube, page: MeetingPage) -> list[Block]:
    meeting = page.meeting
    people = {m.id: m for m in group.everyone(ctx, kube.id)}
    earlier = service.earlier_follow_ups(ctx, kube.id, meeting)
    blocks = paper.headings(kube, TITLE)
    blocks += [Spacer(2), _facts(ctx, meeting, people)]
    blocks += _presence(ctx, kube, page)
    if earlier:
        rows = [_earlier_row(n, f, people, meeting) for n, f in enumerate(earlier, start=1)]
        blocks += [Heading("Tindak lanjut rapat sebelumnya"), Table(_EARLIER, rows)]
    rows = [_agenda_row(n, item) for n, item in enumerate(page.agenda or (), start=1)]
    blocks += [Heading("Agenda, pembahasan, dan keputusan"), Table(AGENDA, rows)]
    if page.follow_ups:
        promised = [_promise_row(n, f, people) for n, f in enumerate(page.follow_ups, start=1)]
        blocks += [Heading("Tindak lanjut"), Table(PROMISES, promised)]
    blocks += _money(ctx, kube, page)
    blocks += _closing(ctx, meeting, people)
    return [*blocks, _signatures(ctx, kube, meeting, people)]


def _facts(ctx: Context, meeting: Meeting, people: dict[str, KubeMember]) -> Facts:
    rows = [
        ("Rapat", meeting.title or "Rapat anggota"),
        ("Hari, tanggal", _full(meeting.held_on)),
        ("Waktu", _hours(ctx, meeting)),
        ("Tempat", _place(meeting.place, meeting.host_id, people)),
        ("Pemimpin rapat", _name(people, meeting.chair_id)),
        ("Notulis", _name(people, meeting.secretary_id)),
    ]
    if meeting.guests:
        rows.append(("Tamu", ", ".join(meeting.guests.splitlines())))
    if meeting.discussion:
        rows.append(("Pembukaan", meeting.discussion))
    return Facts(tuple(rows), label_width_mm=LABEL_MM)


def _full(day: date | None) -> str:
    return format_date(day, "full", "id") if day else ""


def _hours(ctx: Context, meeting: Meeting) -> str:
    if meeting.starts is None:
        return ""
    until = f"–{format_time(meeting.ends, 'id')}" if meeting.ends else ""
    return f"pukul {format_time(meeting.starts, 'id')}{until} {office.profile(ctx).zone}"


def _place(place: str | None, host_id: str | None, people: dict[str, KubeMember]) -> str:
    host = _name(people, host_id)
    if place and host and host not in place:
        return f"{place} (tuan rumah: {host})"
    return place or (f"Rumah {host}" if host else "")


def _name(people: dict[str, KubeMember], member_id: str | None) -> str:
    return people[member_id].name if member_id in people else ""


def _presence(ctx: Context, kube: Kube, page: MeetingPage) -> list[Block]:
    day = page.meeting.held_on or ctx.today
    members = group.members(ctx, kube.id, at=day)
    marks = page.attendance or {}
    rows = []
    for mark, word in ATTENDED.items():
        names = [m.name for m in members if marks.get(m.id) is mark]
        if names or mark is Attendance.PRESENT:
            count = f"{len(names)} dari {len(members)} anggota"
            shown = count if mark is Attendance.PRESENT else f"{len(names)} orang"
            rows.append((word, f"{shown}: {', '.join(names)}" if names else shown))
    unmarked = [m.name for m in members if m.id not in marks]
    if unmarked and marks:
        rows.append(("Tidak dicatat", ", ".join(unmarked)))
    excused = [m.name for m in members if m.id in (page.excused or ())]
    if excused:
        rows.append(("Bebas iuran", ", ".join(excused)))
    away = [m for m in members if marks.get(m.id) not in (None, Attendance.PRESENT)]
    rows += _agreeing(away, page.agreeing or frozenset())
    blocks: list[Block] = [Heading("Peserta"), Facts(tuple(rows), label_width_mm=LABEL_MM)]
    if page.meeting.absent_agree is not None and away and not page.agreeing:
        blocks.append(Paragraph(AGREED if page.meeting.absent_agree else NOT_AGREED))
    return blocks


def _agreeing(away: Sequence[KubeMember], agreeing: frozenset[str]) -> list[tuple[str, str]]:
    """Return who of those away agrees with the decisions; nothing where nobody was asked."""
    asked = [m for m in away if m.id in agreeing]
    others = [m for m in away if m.id not in agreeing]
    if not asked:
        return []
    rows = [("Sepakat hasil rapat", ", ".join(m.name for m in asked))]
    if others:
        rows.append(("Belum menyatakan", ", ".join(m.name for m in others)))
    return rows


def _agenda_row(number: int, item: AgendaItem) -> tuple[Cell, ...]:
    decision = item.decision or ""
    if item.decision_no:
        said = decision or "(dicabut)"
        decision = f"Keputusan No. {item.decision_no}: {said}"
    return (str(number), item.title, item.discussion or "", decision)


def _promise_row(number: int, promise: FollowUp, people: dict[str, KubeMember]) -> tuple[Cell, ...]:
    who = _name(people, promise.member_id) or promise.who or ""
    due = format_date(promise.due, language="id") if promise.due else ""
    return (str(number), promise.what, who, due)


def _earlier_row(
    number: int, promise: FollowUp, people: dict[str, KubeMember], meeting: Meeting
) -> tuple[Cell, ...]:
    is_done = promise.done_on is not None and (
        meeting.held_on is None or promise.done_on <= meeting.held_on
    )
    state = "Belum selesai"
    if is_done and promise.done_on is not None:
        state = f"Selesai {format_date(promise.done_on, 'short', 'id')}"
    return (*_promise_row(number, promise, people), state)


def _money(ctx: Context, kube: Kube, page: MeetingPage) -> list[Block]:
    meeting = page.meeting
    facts = [
        line
        for fund, word in ((Account.DUES, "Iuran terkumpul"), (Account.IKS, "IKS terkumpul"))
        if (line := _collected(ctx, meeting, fund, word))
    ]
    repaid = page.instalments or {}
    if repaid:
        amount = format_rupiah(sum(paid or 0 for paid in repaid.values()))
        facts.append(("Angsuran pinjaman", f"{amount} dari {len(repaid)} anggota"))
    booked = service.entries_at(ctx, meeting.id)
    held = cashbook.balances(ctx, kube.id, meeting.held_on)
    facts += [
        (f"Saldo {POTS[pot]}", format_rupiah(held[pot])) for pot in Pot if _is_used(held, pot)
    ]
    check = service.cash_check(ctx, meeting)
    if check is not None:
        facts.append(("Uang yang dihitung", format_rupiah(check.counted)))
        facts.append(("Selisih dengan buku", _difference(check.difference, meeting)))
    blocks: list[Block] = [Heading("Keuangan")]
    if facts:
        blocks.append(Facts(tuple(facts), label_width_mm=LABEL_MM))
    if booked:
        rows = [_money_row(n, entry) for n, entry in enumerate(booked, start=1)]
        blocks.append(Table(_MONEY, rows))
    return blocks if len(blocks) > 1 else []


def _is_used(held: dict[Pot, int], pot: Pot) -> bool:
    return pot is Pot.KAS or held[pot] != 0


def _collected(ctx: Context, meeting: Meeting, fund: Account, word: str) -> tuple[str, str] | None:
    paid = dues.paid_at(ctx, meeting.id, fund)
    due = meeting.dues_amount if fund is Account.DUES else meeting.iks_amount
    if not paid:
        return (word, "Rp0") if due is not None else None
    return (word, f"{format_rupiah(sum(paid.values()))} dari {len(paid)} anggota")


def _difference(difference: int, meeting: Meeting) -> str:
    if not difference:
        return "tidak ada, cocok dengan buku"
    side = "lebih" if difference > 0 else "kurang"
    return f"{side} {format_rupiah(abs(difference))} – {meeting.cash_difference_reason or ''}"


def _money_row(number: int, entry: CashEntry) -> tuple[Cell, ...]:
    moved = sum(entry.into(pot) for pot in Pot)
    amount = moved or max(abs(entry.into(pot)) for pot in Pot)
    came_in: Cell = amount if moved > 0 else ""
    went_out: Cell = -amount if moved < 0 else ""
    said = entry.description
    if not moved:
        said = f"{said} (pindah antarpos {format_rupiah(amount)})"
    return (str(number), said, entry.proof_no or "", came_in, went_out)


def _closing(ctx: Context, meeting: Meeting, people: dict[str, KubeMember]) -> list[Block]:
    where = _place(meeting.next_place, meeting.next_host_id, people)
    coming = ", ".join(part for part in (_full(meeting.next_on), where) if part)
    rows = [("Rapat berikutnya", coming), ("Catatan", meeting.note or "")]
    rows += [_sealed(seal, people) for seal in service.seals(ctx, meeting.id)]
    told = tuple((label, text) for label, text in rows if text)
    return [Heading("Penutup"), Facts(told, label_width_mm=LABEL_MM)] if told else []


def _sealed(seal: Seal, people: dict[str, KubeMember]) -> tuple[str, str]:
    """Return the line of who confirmed the minutes, or why they were opened again."""
    day = format_date(seal.sealed_on, language="id") if seal.sealed_on else ""
    if not seal.is_confirmed:
        return ("Dibuka kembali", f"{day}: {seal.reason or ''}")
    both = [_name(people, one) for one in (seal.member_id, seal.other_id)]
    return ("Disahkan oleh", f"{' dan '.join(name for name in both if name)}, {day}")


def _signatures(
    ctx: Context, kube: Kube, meeting: Meeting, people: dict[str, KubeMember]
) -> Signatures:
    return Signatures(
        place_date=paper.place_date(ctx, kube, meeting.held_on),
        left=Signer(("Pemimpin rapat",), _name(people, meeting.chair_id)),
        right=Signer(("Notulis",), _name(people, meeting.secretary_id)),
        centre=paper.companion(ctx),
    )


# -- the shelf -------------------------------------------------------------------------------


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return minutes(ctx, request.subject)
    kubes = paper.kubes_asked(ctx, request)
    if request.blank:
        return blank_minutes(ctx, kubes)
    return minutes_of_month(ctx, request.month or service.latest_month(ctx), kubes)


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    found = []
    for kube in paper.kubes_asked(ctx, request):
        held = _held(ctx, kube, month)
        if not held:
            found.append(_("{kube}: no meeting recorded.").format(kube=kube.name))
        for one in held:
            found += _lacks(kube, one)
    return found


def _lacks(kube: Kube, one: Summary) -> list[str]:
    meeting = one.meeting
    day = format_date(meeting.held_on, "medium") if meeting.held_on else ""
    lacks = []
    if not one.marked:
        lacks.append(_("{kube}, {date}: nobody is marked as present or away."))
    if not meeting.chair_id or not meeting.secretary_id:
        lacks.append(_("{kube}, {date}: who led and who wrote is not noted."))
    return [text.format(kube=kube.name, date=day) for text in lacks]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE minutes"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
