"""The papers of partners, referrals, complaints and contacts."""

from datetime import date
from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render.document import Facts, Heading, NewForm, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.features.referrals import letters, report, service
from fieldkit.features.referrals.diary import (
    Advocacy,
    Channel,
    Complaint,
    Contact,
    Part,
    Progress,
    Skill,
    Topic,
    Way,
)
from fieldkit.features.referrals.model import (
    Institution,
    Kind,
    Need,
    Outcome,
    Person,
    Referral,
    Service,
)

NOVEMBER = Month(2026, 11)


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Ani", row_code="A1", village="Cempaka")


@pytest.fixture
def clinic(ctx):
    place = service.save_institution(
        ctx,
        Institution(
            name="Puskesmas Taman Asri", field="kesehatan", address="Jl. Kenari 1",
            agreement_no="12/MoU", agreement_on=date(2026, 1, 1),
        ),
    )  # fmt: skip
    service.save_person(ctx, Person(institution_id=place, name="dr. Rina", position="Kepala"))
    service.save_institution(ctx, Institution(name="Arisan RT 03", kind=Kind.INFORMAL))
    return place


@pytest.fixture
def referred(ctx, family, clinic):
    offered = service.save_service(
        ctx,
        Service(
            institution_id=clinic, name="Pemeriksaan ibu hamil", needs=(Need.HEALTH,), quota=5,
            requirements="Membawa KIA", schedule="Selasa",
        ),
    )  # fmt: skip
    return service.refer(
        ctx,
        Referral(
            family_id=family, institution_id=clinic, service_id=offered, need=Need.HEALTH,
            reason="Bengkak di kaki", referred_on=date(2026, 11, 2), letter_no="001/RJK/XI/2026",
        ),
    )  # fmt: skip


@pytest.fixture
def complained(ctx, family):
    begun = service.save_complaint(
        ctx,
        Complaint(
            family_id=family, received_on=date(2026, 10, 28), channel=Channel.MESSAGE, name="Ani",
            nik="9901014101900001", topic=Topic.NOT_RECEIVED, text="Bantuan belum masuk",
            due_on=date(2026, 11, 5), latitude=-6.2, longitude=106.6,
        ),
    )  # fmt: skip
    service.take_step(ctx, begun, Progress.FORWARDED, date(2026, 11, 2), "Ke operator")
    return begun


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def facts(document):
    return dict(row for block in document.blocks if isinstance(block, Facts) for row in block.rows)


def test_the_map_goes_kind_by_kind_with_seats_and_agreement(ctx, clinic, referred):
    document = report.resource_map(ctx)
    heads = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert heads == [
        "Lembaga formal (pemerintah dan swasta) (1)", "Lembaga kemasyarakatan (0)",
        "Sumber daya informal (1)",
    ]  # fmt: skip
    formal, community, informal = tables(document)
    assert formal.rows[0][1:] == (
        "Puskesmas Taman Asri\nkesehatan", "Jl. Kenari 1", "dr. Rina, Kepala",
        "• Pemeriksaan ibu hamil: Membawa KIA; Selasa", "4/5", "12/MoU\n1 Jan 2026", "",
    )  # fmt: skip
    assert (len(community.rows), len(informal.rows)) == (0, 1)
    (by_need,) = tables(report.services_by_need(ctx))
    assert by_need.rows[0][:3] == (1, "Pemeriksaan ibu hamil", "Puskesmas Taman Asri")


def test_the_letter_names_who_goes_where_and_brings_a_slip_back(ctx, referred):
    document = letters.referral_letter(ctx, service.referral(ctx, referred))
    told = facts(document)
    assert told["Nomor"] == "001/RJK/XI/2026"
    assert told["NIK"] == "9901014101900001"
    assert told["Layanan"] == "Pemeriksaan ibu hamil"
    assert any(isinstance(block, NewForm) for block in document.blocks)
    assert "Yth. Kepala Puskesmas Taman Asri" in str(document.blocks)


def test_the_list_of_referrals_tells_what_came_of_them(ctx, referred):
    service.note_outcome(ctx, referred, Outcome.SERVED, date(2026, 11, 9), "Diberi vitamin")
    document = report.referrals(ctx, NOVEMBER)
    (table,) = tables(document)
    assert table.rows[0][2:] == (
        "Ani (A1)", "Layanan kesehatan", "Puskesmas Taman Asri, Pemeriksaan ibu hamil",
        "001/RJK/XI/2026", "Selesai", "Terlayani 9 Nov 2026: Diberi vitamin",
    )  # fmt: skip
    assert facts(document)["Hasil"] == "Terlayani 1"
    assert tables(report.referrals(ctx, Month(2026, 10)))[0].rows == []
    assert tables(report.referrals(ctx, NOVEMBER, "other"))[0].rows == []


def test_a_complaint_of_last_month_still_open_stands_in_this_months_list(ctx, complained):
    (table,) = tables(report.complaints(ctx, NOVEMBER))
    assert table.rows[0][1:] == (
        "28 Okt 2026", "Ani", "Bantuan tidak diterima", "Bantuan belum masuk",
        "Diteruskan 2 Nov 2026", "2 Nov 2026 diteruskan: Ke operator",
    )  # fmt: skip
    service.take_step(ctx, complained, Progress.RESOLVED, date(2026, 11, 4), "Sudah masuk")
    assert len(tables(report.complaints(ctx, NOVEMBER))[0].rows) == 1
    assert tables(report.complaints(ctx, Month(2026, 12)))[0].rows == []


def test_the_sheet_of_a_complaint_has_every_field_of_the_form(ctx, complained):
    document = letters.complaint_sheets(ctx, [service.complaint(ctx, complained)])
    told = facts(document)
    assert told["NIK"] == "9901014101900001"
    assert told["Koordinat GPS"] == "-6.200000, 106.600000"
    assert told["Diterima"] == "Rabu, 28 Oktober 2026 (pesan (WhatsApp))"
    blank = letters.complaint_sheets(ctx, [])
    assert list(facts(blank)) == list(told)


def test_advocacy_and_contacts_are_listed_by_role_and_way(ctx, family):
    service.save_advocacy(
        ctx,
        Advocacy(
            done_on=date(2026, 11, 5), part=Part.REPRESENTATION, skill=Skill.ADVOCACY,
            topic="Kuota pelatihan", counterpart="Kasi", result="Dijanjikan 5 kursi",
        ),
    )  # fmt: skip
    document = report.advocacy(ctx, NOVEMBER)
    assert facts(document)["Kegiatan"] == "Representasi 1"
    assert [len(table.rows) for table in tables(document)] == [0, 0, 1, 0]
    service.note_contact(
        ctx, [family],
        Contact(family_id="", contacted_on=date(2026, 11, 4), way=Way.PHONE, topic="Jadwal",
                follow_up="Kirim", follow_up_due=date(2026, 11, 8)),
    )  # fmt: skip
    (table,) = tables(report.contacts(ctx, NOVEMBER))
    assert table.rows[0][2:] == (
        "Ani (A1)", "Mawar", "Telepon", "Jadwal", "Kirim (tenggat 8 Nov 2026)",
    )  # fmt: skip


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
def test_every_report_is_drawn_empty_and_full(ctx, kind, referred, complained):
    for request in (ReportRequest(month=NOVEMBER), ReportRequest(month=Month(2020, 1), blank=True)):
        document = kind.build(ctx, request)
        assert document.kind == kind.kind
        out = BytesIO()
        write_pdf(document, out)
        assert out.getvalue().startswith(b"%PDF")
        if kind.supports_xlsx:
            write_xlsx(document, BytesIO())


def test_the_shelf_says_what_waits(ctx, referred, complained):
    lacks = {k.kind: k.missing(ctx, ReportRequest(month=NOVEMBER)) for k in report.REPORTS}
    assert lacks["complaints"] == ["1 complaint is past its day and still open."]
    assert lacks["referrals"] == []
