"""Lists on paper: the map of resources, referrals, complaints, advocacy, contacts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, ngettext
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
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.referrals import letters, paper, service
from fieldkit.features.referrals.diary import (
    Advocacy,
    AdvocacyLine,
    Complaint,
    ComplaintLine,
    Contact,
    ContactLine,
    Part,
    Progress,
    Way,
)
from fieldkit.features.referrals.model import (
    Entry,
    Kind,
    Need,
    Offer,
    Outcome,
    Referral,
    ReferralLine,
    State,
)


def resource_map(ctx: Context) -> Document:
    """Return the map: every institution by kind, with people, services, seats, agreements."""
    known = service.institutions(ctx)
    blocks: list[Block] = [_map_sums(ctx, known)]
    for kind in Kind:
        listed = [one for one in known if one.institution.kind is kind]
        blocks += [
            Heading(f"{paper.KINDS[kind]} ({len(listed)})", 2),
            Table(
                _MAP_COLUMNS,
                [_map_row(ctx, number, one) for number, one in enumerate(listed, 1)],
                empty_text="Belum ada yang dicatat",
            ),
        ]
    return office.confidential(
        ctx, "PETA SUMBER DAYA DAN MITRA", "resource_map", blocks, landscape=True
    )


def services_by_need(ctx: Context) -> Document:
    """Return, need by need, where a family can go today."""
    blocks: list[Block] = []
    for need in Need:
        found = service.offers(ctx, need)
        if found:
            rows = [_offer_row(number, one) for number, one in enumerate(found, 1)]
            blocks += [Heading(paper.NEEDS[need], 3), Table(_OFFER_COLUMNS, rows)]
    if not blocks:
        blocks = [Paragraph("Belum ada layanan yang dicatat.")]
    title = "DAFTAR LAYANAN MENURUT KEBUTUHAN"
    return office.confidential(ctx, title, "resource_needs", blocks, landscape=True)


def referrals(ctx: Context, month: Month | None, group: str | None = None) -> Document:
    """Return the referrals of a month (of all time for none), and what came of them."""
    lines = (
        service.referrals(ctx, first=month.first, last=month.last)
        if month else service.referrals(ctx)
    )  # fmt: skip
    lines = [one for one in lines if group is None or one.group_id == group]
    states = Counter(one.referral.state(ctx.today) for one in lines)
    outcomes = Counter(one.referral.outcome for one in lines if one.referral.outcome)
    facts = [
        ("Nama Pendamping", office.profile(ctx).name),
        ("Rujukan", f"{len(lines)} keluarga"),
        ("Keadaan", _sums([(paper.STATES[one], states[one]) for one in State])),
        ("Hasil", _sums([(paper.OUTCOMES[one], outcomes[one]) for one in Outcome])),
    ]
    blocks: list[Block] = [
        Facts(tuple(facts), label_width_mm=40),
        Table(
            _REFERRAL_COLUMNS,
            [_referral_row(ctx, number, one) for number, one in enumerate(lines, 1)],
            empty_text="Tidak ada rujukan",
        ),
        _signed(ctx, month),
    ]
    return office.confidential(
        ctx, _titled("LAPORAN RUJUKAN", month), "referrals", blocks, landscape=True
    )


def complaints(ctx: Context, month: Month | None, group: str | None = None) -> Document:
    """Return the complaints received in a month and those still open from before."""
    known = [one for one in service.complaints(ctx) if group is None or one.group_id == group]
    listed = known if month is None else [one for one in known if _concerns(one, month)]
    states = Counter(one.state for one in listed)
    facts = (
        ("Nama Pendamping", office.profile(ctx).name),
        ("Pengaduan", str(len(listed))),
        ("Keadaan", _sums([(paper.PROGRESS[one], states[one]) for one in Progress])),
    )
    blocks: list[Block] = [
        Facts(facts, label_width_mm=40),
        Table(
            _COMPLAINT_COLUMNS,
            [_complaint_row(number, one) for number, one in enumerate(listed, 1)],
            empty_text="Tidak ada pengaduan",
        ),
        _signed(ctx, month),
    ]
    title = _titled("REKAPITULASI PENGADUAN MASYARAKAT (RHK 6)", month)
    return office.confidential(ctx, title, "complaints", blocks, landscape=True)


def advocacy(ctx: Context, month: Month | None) -> Document:
    """Return what was done in the four roles, role by role."""
    lines = service.advocacies(
        ctx, month.first if month else None, month.last if month else None
    )  # fmt: skip
    parts = Counter(one.advocacy.part for one in lines)
    sums = [(paper.PARTS[one], parts[one]) for one in Part]
    blocks: list[Block] = [
        Facts(
            (("Nama Pendamping", office.profile(ctx).name), ("Kegiatan", _sums(sums))),
            label_width_mm=40,
        )
    ]
    for part in Part:
        listed = [one for one in reversed(lines) if one.advocacy.part is part]
        blocks += [
            Heading(paper.PARTS[part], 3),
            Table(
                _ADVOCACY_COLUMNS,
                [_advocacy_row(number, one) for number, one in enumerate(listed, 1)],
                empty_text="Belum ada kegiatan",
            ),
        ]
    blocks.append(_signed(ctx, month))
    title = _titled("CATATAN ADVOKASI DAN NEGOSIASI MENURUT PERAN PENDAMPING", month)
    return office.confidential(ctx, title, "advocacy", blocks, landscape=True)


def contacts(ctx: Context, month: Month | None, group: str | None = None) -> Document:
    """Return every contact with families, and the sums by way."""
    lines = service.contacts(ctx, month.first if month else None, month.last if month else None)
    lines = [one for one in lines if group is None or one.group_id == group]
    ways = Counter(one.contact.way for one in lines)
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Keluarga dihubungi", str(len({one.contact.family_id for one in lines}))),
                ("Cara", _sums([(paper.WAYS[one], ways[one]) for one in Way])),
            ),
            label_width_mm=40,
        ),
        Table(
            _CONTACT_COLUMNS,
            [_contact_row(number, one) for number, one in enumerate(reversed(lines), 1)],
            empty_text="Belum ada kontak",
        ),
        _signed(ctx, month),
    ]
    return office.confidential(ctx, _titled("CATATAN KONTAK KELUARGA", month), "contacts", blocks,
                     landscape=True)  # fmt: skip


_MAP_COLUMNS = (
    Column("No", 8, "center"), Column("Lembaga", 46), Column("Alamat dan kontak", 50),
    Column("Orang", 42), Column("Layanan, syarat, jadwal"), Column("Kuota", 20, "center"),
    Column("Perjanjian", 34), Column("Dicek", 20),
)  # fmt: skip
_OFFER_COLUMNS = (
    Column("No", 8, "center"), Column("Layanan", 44), Column("Lembaga", 46),
    Column("Syarat"), Column("Jadwal", 40), Column("Sisa kuota", 22, "center"),
    Column("Kontak", 40),
)  # fmt: skip
_REFERRAL_COLUMNS = (
    Column("No", 8, "center"), Column("Tanggal", 22), Column("Nama (kode)", 40),
    Column("Kebutuhan", 32), Column("Lembaga, layanan", 48), Column("Nomor surat", 28),
    Column("Keadaan", 26), Column("Hasil"),
)  # fmt: skip
_COMPLAINT_COLUMNS = (
    Column("No", 8, "center"), Column("Diterima", 22), Column("Pelapor", 36),
    Column("Perihal", 34), Column("Aduan"), Column("Keadaan", 30), Column("Tindak lanjut"),
)  # fmt: skip
_ADVOCACY_COLUMNS = (
    Column("No", 8, "center"), Column("Tanggal", 22), Column("Kegiatan", 34),
    Column("Dengan siapa", 44), Column("Pokok bahasan"), Column("Hasil"),
    Column("Tindak lanjut", 44),
)  # fmt: skip
_CONTACT_COLUMNS = (
    Column("No", 8, "center"), Column("Tanggal", 22), Column("Nama (kode)", 42),
    Column("Kelompok", 32), Column("Cara", 28), Column("Pokok bahasan"), Column("Tindak lanjut"),
)  # fmt: skip


def _map_sums(ctx: Context, known: Sequence[Entry]) -> Facts:
    kinds = Counter(one.institution.kind for one in known)
    agreed = sum(one.institution.has_agreement(ctx.today) for one in known)
    old = sum(one.institution.is_old(ctx.today) for one in known)
    rows = (
        ("Nama Pendamping", office.profile(ctx).name),
        ("Lembaga", _sums([(paper.KINDS[kind], kinds[kind]) for kind in Kind])),
        ("Dengan perjanjian berlaku", str(agreed)),
        ("Belum dicek setahun terakhir", str(old)),
    )
    return Facts(rows, label_width_mm=52)


def _map_row(ctx: Context, number: int, one: Entry) -> tuple[Cell, ...]:
    place = one.institution
    name = f"{place.name}\n{place.field}" if place.field else place.name
    if place.closed_on:
        name = f"{name}\n(tutup {_day(place.closed_on)})"
    where = (place.address, place.village, place.phone, place.email, place.opening)
    people = [
        ", ".join(part for part in (person.name, person.position, person.phone) if part)
        for person in one.people
    ]
    seats = [_seats(offer) for offer in one.offers if offer.is_open(ctx.today)]
    return (
        number, name, "\n".join(part for part in where if part), "\n".join(people),
        "\n".join(_offer_words(offer) for offer in one.offers if offer.is_open(ctx.today)),
        "\n".join(seat for seat in seats if seat), _agreement(ctx, one), _day(place.checked_on),
    )  # fmt: skip


def _agreement(ctx: Context, one: Entry) -> str:
    place = one.institution
    if place.agreement_on is None:
        return "–"
    until = f"–{_day(place.agreement_until)}" if place.agreement_until else ""
    state = "" if place.has_agreement(ctx.today) else " (habis)"
    return f"{place.agreement_no}\n{_day(place.agreement_on)}{until}{state}".strip()


def _offer_words(offer: Offer) -> str:
    one = offer.service
    more = (one.requirements, one.schedule, one.cost)
    tail = "; ".join(part for part in more if part)
    return f"• {one.name}{f': {tail}' if tail else ''}"


def _seats(offer: Offer) -> str:
    return "" if offer.service.quota is None else f"{offer.free}/{offer.service.quota}"


def _offer_row(number: int, one: Offer) -> tuple[Cell, ...]:
    when = [one.service.schedule]
    if one.service.next_on:
        when.append(f"berikutnya {_day(one.service.next_on)}")
    reach = (one.institution.phone, one.institution.address)
    return (
        number, one.service.name, one.institution.name, one.service.requirements,
        "; ".join(part for part in when if part), _seats(one) or "–",
        ", ".join(part for part in reach if part),
    )  # fmt: skip


def _referral_row(ctx: Context, number: int, line: ReferralLine) -> tuple[Cell, ...]:
    one = line.referral
    outcome = paper.OUTCOMES[one.outcome] if one.outcome else ""
    told = f"{outcome} {_day(one.outcome_on)}".strip()
    said = ": ".join(part for part in (told, one.outcome_note) if part)
    if not said and one.follow_up_due:
        said = f"ditanyakan {_day(one.follow_up_due)}"
    name = _named(line.family_name, line.row_code)
    if line.person_name:
        name = f"{line.person_name}\n({name})"
    return (
        number, _day(one.referred_on), name, paper.NEEDS[one.need] if one.need else "",
        ", ".join(part for part in (line.institution_name, line.service_name) if part),
        one.letter_no, paper.STATES[one.state(ctx.today)], said,
    )  # fmt: skip


def _complaint_row(number: int, line: ComplaintLine) -> tuple[Cell, ...]:
    one = line.complaint
    steps = [
        f"{_day(step.done_on)} {paper.PROGRESS[step.state].lower()}"
        f"{f': {step.note}' if step.note else ''}"
        for step in line.steps[1:]
    ]
    state = f"{paper.PROGRESS[line.state]} {_day(line.since)}"
    told = [one.analysis, *steps]
    return (
        number, _day(one.received_on), one.name, paper.TOPICS[one.topic] if one.topic else "",
        one.text, state, "\n".join(part for part in told if part),
    )  # fmt: skip


def _advocacy_row(number: int, line: AdvocacyLine) -> tuple[Cell, ...]:
    one = line.advocacy
    whom = (line.with_whom, line.family_name, line.group_name)
    topic = f"{one.topic}\nSikap kita: {one.stance}" if one.stance else one.topic
    return (
        number, _day(one.done_on), paper.SKILLS[one.skill] if one.skill else "",
        "\n".join(part for part in whom if part), topic, one.result,
        _follow_up(one.follow_up, one),
    )  # fmt: skip


def _contact_row(number: int, line: ContactLine) -> tuple[Cell, ...]:
    one = line.contact
    way = paper.WAYS[one.way] if one.way else ""
    if line.company > 1:
        way = f"{way} ({line.company} keluarga)"
    topic = f"{one.topic}\n{one.note}" if one.note else one.topic
    return (
        number, _day(one.contacted_on), _named(line.family_name, line.row_code),
        line.group_name or "–", way, topic, _follow_up(one.follow_up, one),
    )  # fmt: skip


def _follow_up(text: str, one: Advocacy | Contact) -> str:
    if one.follow_up_done_on:
        return f"{text} (selesai {_day(one.follow_up_done_on)})"
    return f"{text} (tenggat {_day(one.follow_up_due)})" if one.follow_up_due else text


def _concerns(line: ComplaintLine, month: Month) -> bool:
    came, closed = line.complaint.received_on, line.closed_on
    return came is not None and came <= month.last and (closed is None or closed >= month.first)


def _named(name: str, code: str) -> str:
    return f"{name} ({code})" if code else name


def _day(day: date | None) -> str:
    return format_date(day, "medium", "id") if day else ""


def _sums(counted: Sequence[tuple[str, int]]) -> str:
    return "; ".join(f"{name} {count}" for name, count in counted if count) or "–"


def _titled(title: str, month: Month | None) -> str:
    return f"{title}\nBulan {format_month(month, 'id')}" if month else title


def _signed(ctx: Context, month: Month | None) -> Signatures:
    day = min(month.last, ctx.today) if month else ctx.today
    return Signatures(
        place_date=office.place_date(ctx, day), left=office.superior(ctx), right=office.signer(ctx)
    )


# -- the shelf -------------------------------------------------------------------------------


def _build_map(ctx: Context, _request: ReportRequest) -> Document:
    return resource_map(ctx)


def _build_needs(ctx: Context, _request: ReportRequest) -> Document:
    return services_by_need(ctx)


def _build_referrals(ctx: Context, request: ReportRequest) -> Document:
    month = request.month or _latest_referral(ctx) or Month.of(ctx.today)
    return referrals(ctx, month, request.group)


def _build_letter(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return letters.referral_letter(ctx, service.referral(ctx, request.subject))
    return letters.blank_letter(ctx)


def _build_complaints(ctx: Context, request: ReportRequest) -> Document:
    month = request.month or _latest_complaint(ctx) or Month.of(ctx.today)
    return complaints(ctx, month, request.group)


def _build_sheet(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return letters.complaint_sheets(ctx, [service.complaint(ctx, request.subject)])
    if request.blank:
        return letters.complaint_sheets(ctx, [])
    month = request.month or _latest_complaint(ctx) or Month.of(ctx.today)
    return letters.complaint_sheets(ctx, service.complaints(ctx, month.first, month.last))


def _build_advocacy(ctx: Context, request: ReportRequest) -> Document:
    return advocacy(ctx, request.month or _latest_advocacy(ctx) or Month.of(ctx.today))


def _build_contacts(ctx: Context, request: ReportRequest) -> Document:
    month = request.month or _latest_contact(ctx) or Month.of(ctx.today)
    return contacts(ctx, month, request.group)


def _latest_referral(ctx: Context) -> Month | None:
    return service.latest_month(ctx, Referral)


def _latest_complaint(ctx: Context) -> Month | None:
    return service.latest_month(ctx, Complaint)


def _latest_advocacy(ctx: Context) -> Month | None:
    return service.latest_month(ctx, Advocacy)


def _latest_contact(ctx: Context) -> Month | None:
    return service.latest_month(ctx, Contact)


def _referrals_missing(ctx: Context, request: ReportRequest) -> list[str]:
    del request
    late = service.referrals_due(ctx)
    if not late:
        return []
    said = ngettext(
        "What came of {count} referral is still to be asked.",
        "What came of {count} referrals is still to be asked.",
        len(late),
    )
    return [said.format(count=len(late))]


def _complaints_missing(ctx: Context, request: ReportRequest) -> list[str]:
    del request
    late = service.complaints_due(ctx)
    if not late:
        return []
    said = ngettext(
        "{count} complaint is past its day and still open.",
        "{count} complaints are past their day and still open.",
        len(late),
    )
    return [said.format(count=len(late))]


REPORTS = (
    ReportKind("resource_map", N_("Map of resources and partners"), N_("Facilitator"), _build_map),
    ReportKind(
        "resource_needs", N_("Services by need"), N_("Facilitator"), _build_needs
    ),
    ReportKind(
        "referrals", N_("Referrals of the month"), N_("Dinas Sosial"), _build_referrals,
        _referrals_missing, _latest_referral,
    ),
    ReportKind(
        "referral_letter", N_("Letter of referral"), N_("Partner"), _build_letter,
        supports_xlsx=False,
    ),
    ReportKind(
        "complaints", N_("Complaints (RHK 6)"), N_("Team leader"), _build_complaints,
        _complaints_missing, _latest_complaint,
    ),
    ReportKind(
        "complaint_sheet", N_("Sheets of complaints (RHK 6)"), N_("Team leader"), _build_sheet,
        supports_xlsx=False,
    ),
    ReportKind(
        "advocacy", N_("Advocacy by the four roles"), N_("Team leader"), _build_advocacy,
        latest_month=_latest_advocacy,
    ),
    ReportKind(
        "contacts", N_("Contacts with families"), N_("Archive"), _build_contacts,
        latest_month=_latest_contact,
    ),
)  # fmt: skip
