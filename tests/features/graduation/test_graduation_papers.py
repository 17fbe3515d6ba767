"""The papers of graduation: lists against the target, letters, the sheet for a talk."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from string import Formatter

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render.document import (
    Bullets,
    Chart,
    NewForm,
    Paragraph,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.features.graduation import letters, paper, report, service
from fieldkit.features.graduation.model import Stage, Statement, Way
from fieldkit.features.graduation.readiness import AssetKind, Criterion, Source, Verdict
from fieldkit.features.graduation.speakers import Speaker, Talk
from fieldkit.features.people import service as people

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def ani(ctx, make, group):
    family = make.family(
        group, "Ani", row_code="A1", joined="Tahap 2/2023", village="Cempaka Asri", n_primary=2,
        n_pregnant=1, n_senior=1, n_elderly=1,
    )  # fmt: skip
    service.put_on_path(ctx, [family], on=date(2026, 8, 1), reason="Warungnya ramai")
    service.agree(ctx, family, date(2026, 8, 20), "Ani dan suami")
    service.set_target(ctx, Month(2026, 1), 2)
    case = service.case_of(ctx, family).case
    service.save_case(
        ctx,
        replace(
            case, next_step="Bawa buku tabungan", next_step_due=date(2026, 12, 1),
            statements=(Statement.ECONOMY, Statement.WORK), letter_no="400/12/2026",
        ),
    )  # fmt: skip
    return family


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def words(document):
    found = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    for block in document.blocks:
        if isinstance(block, Bullets):
            found += block.items
    return "\n".join(found)


def test_the_pipeline_compares_the_year_with_its_target_and_lists_who_is_where(ctx, ani):
    service.move(ctx, ani, Stage.GRADUATED, date(2026, 11, 5))
    document = report.pipeline(ctx, NOVEMBER)
    year, families = tables(document)
    november = next(row for row in year.rows if row[0] == "November")
    assert november == ("November", 2, 1, -1, 0)
    december = next(row for row in year.rows if row[0] == "Desember")
    assert december == ("Desember", 2, "", "", ""), "a month to come says nothing"
    assert year.total == ("Setahun", 24, 1, -21, 0)
    assert families.rows[0][:4] == (1, "Ani (A1)", "Mandiri", "Lulus")
    assert families.rows[0][6] == "", "who has graduated has no next step"
    assert any(isinstance(block, Chart) for block in document.blocks)


def test_candidates_are_listed_as_dinas_asks_for_them(ctx, ani):
    (table,) = tables(report.candidates(ctx))
    assert [column.title for column in table.columns][1:] == [
        "Nama", "NIK", "Alamat", "Kategori", "Status", "Alasan",
    ]  # fmt: skip
    row = table.rows[0]
    assert row[1] == "Ani"
    assert row[4:] == ("Calon Graduasi Mandiri", "Calon", "Warungnya ramai")


def test_a_candidate_without_a_reason_shows_what_is_met(ctx, make, group):
    family = make.family(group, "Budi", status="candidate_ppse", status_on="2026-06-01")
    service.agree(ctx, family, date(2026, 7, 1))
    (table,) = tables(report.candidates(ctx))
    assert table.rows[0][6] == "sepakat pada 1 Jul 2026"


def test_the_statement_ticks_the_familys_own_reasons_and_waits_for_its_stamp(ctx, ani):
    service.move(ctx, ani, Stage.PROPOSED, date(2026, 9, 1))
    document = letters.statements(ctx, [service.case_of(ctx, ani)])
    said = words(document)
    assert "[ v ]  Keadaan ekonomi keluarga saya sudah meningkat." in said
    assert "[    ]  Saya siap keluar" in said
    assert "tanpa paksaan" in said
    (signed,) = [b for b in document.blocks if isinstance(b, Signatures)]
    assert signed.left.name == "Ani"
    assert "Meterai" in signed.left.note
    assert "1 September 2026" in signed.place_date
    assert signed.centre.role_lines[1] == "Kepala Desa/Lurah Cempaka Asri"


def test_a_family_that_leaves_by_nature_signs_no_statement(ctx, make, group, ani):
    other = make.family(group, "Budi")
    service.put_on_path(ctx, [other], Way.NATURAL, date(2026, 9, 1))
    cards = [service.case_of(ctx, one) for one in (ani, other)]
    document = letters.statements(ctx, cards)
    assert sum(isinstance(block, NewForm) for block in document.blocks) == 0
    assert len([b for b in document.blocks if isinstance(b, Signatures)]) == 1
    minutes = words(letters.minutes(ctx, [cards[1]]))
    assert "tidak ada lagi anggota yang memenuhi kriteria komponen" in minutes


def test_the_minutes_name_day_parties_and_facts(ctx, ani):
    service.move(ctx, ani, Stage.GRADUATED, date(2026, 11, 5))
    document = letters.minutes(ctx, [service.case_of(ctx, ani)])
    said = words(document)
    assert "Nomor: 400/12/2026" in said
    assert "Kamis" in said
    assert "(05-11-2026)" in said
    assert "Kesediaan keluarga disampaikan pada 20 Agustus 2026 oleh Ani dan suami" in said
    assert "Keadaan ekonomi keluarga saya sudah meningkat;" in said


def test_blank_letters_leave_room_to_write(ctx):
    for document in (letters.statements(ctx, [], blank=True), letters.minutes(ctx, [], blank=True)):
        out = BytesIO()
        write_pdf(document, out)
        assert out.getvalue().startswith(b"%PDF")
    assert "coret yang tidak perlu" in words(letters.minutes(ctx, []))


def test_the_talk_sheet_counts_the_four_best_paid_and_tells_the_end(ctx, ani):
    document = letters.talk_sheets(ctx, [ani])
    assert "sampai sekitar tahun 2028" in words(document)
    aid = tables(document)[0]
    assert aid.total == ("Jumlah", 5, "", "", "Rp8.300.000")
    counted = {row[0]: row[2] for row in aid.rows}
    assert counted == {"Ibu Hamil": 1, "SD": 1, "SMA": 1, "Lansia": 1}
    steps = tables(document)[2]
    assert steps.rows[0][:2] == ("Bawa buku tabungan", "1 Des 2026")


def test_five_years_that_are_over_are_told_so(ctx, make, group):
    family = make.family(group, "Budi", joined="2019")
    assert "lima tahun itu sudah genap pada 2024" in words(letters.talk_sheets(ctx, [family]))
    unknown = make.family(group, "Cici")
    assert "berlangsung 5 tahun." in words(letters.talk_sheets(ctx, [unknown]))


def test_every_talk_fits_one_page(ctx, ani):
    from pypdf import PdfReader

    out = BytesIO()
    write_pdf(letters.talk_sheets(ctx, [ani, ani]), out)
    assert len(PdfReader(out).pages) == 2


def test_readiness_is_listed_with_reasons_and_never_decides(ctx, ani):
    (table,) = tables(report.readiness(ctx))
    assert table.rows[0][2] == "Ani"
    assert table.rows[0][-2] == "15 dari 100"
    assert "tidak memutuskan" in words(report.readiness(ctx))
    findings = tables(report.readiness_sheet(ctx, ani))[0]
    consent = next(row for row in findings.rows if row[0] == "Kesepakatan")
    assert consent[2:] == ("Terpenuhi", "sepakat pada 20 Agu 2026", "catatan kesepakatan")
    moves = tables(report.readiness_sheet(ctx, ani))[1]
    assert moves.rows == [("1 Agu 2026", "Calon", "Warungnya ramai")]


def test_speakers_are_listed_with_story_and_phone(ctx, ani):
    service.save_speaker(
        ctx, Speaker(family_id=ani, topic="Menabung", story="Dari nol", agreed_on=date(2026, 9, 1))
    )
    service.note_talk(ctx, Talk(family_id=ani, spoke_on=date(2026, 10, 2), audience="Anggrek"))
    (table,) = tables(report.speakers(ctx))
    assert table.rows[0][5] == "Menabung\nDari nol"
    assert table.rows[0][7] == "2 Okt 2026 (1 kali)"


def test_screen_and_paper_say_every_finding_with_the_same_figures():
    assert set(paper.FINDINGS) == set(service.FINDINGS)
    for code, english in service.FINDINGS.items():
        names = [{f[1] for f in Formatter().parse(text) if f[1]} for text in
                 (english, paper.FINDINGS[code])]  # fmt: skip
        assert names[0] == names[1], code
    assert set(paper.CRITERIA) == set(Criterion)
    assert set(paper.VERDICTS) == set(Verdict)
    assert set(paper.SOURCES) == set(Source)
    assert set(paper.ASSETS) == set(AssetKind)


def test_every_report_can_be_printed_and_calculated_with(ctx, ani):
    for kind in report.REPORTS:
        for request in (ReportRequest(month=NOVEMBER), ReportRequest(month=NOVEMBER, blank=True)):
            document = kind.build(ctx, request)
            assert document.kind == kind.kind
            out = BytesIO()
            write_pdf(document, out)
            assert out.getvalue().startswith(b"%PDF")
        write_xlsx(document, BytesIO())


def test_the_shelf_says_what_is_missing(ctx, make, group):
    pipeline = next(kind for kind in report.REPORTS if kind.kind == "graduation")
    make.family(group, "Budi", status="candidate_graduation")
    assert pipeline.missing(ctx, ReportRequest(month=NOVEMBER)) == [
        "No target of graduations is set.", "1 candidate has not agreed yet.",
    ]  # fmt: skip


# -- amounts of aid --------------------------------------------------------------------------


def test_a_newer_amount_holds_from_its_day_on_and_the_given_ones_stay(ctx, make, group):
    from fieldkit.core.errors import InvalidInputError
    from fieldkit.features.people.service import Rate
    from fieldkit.features.people.words import Component

    family = make.family(group, "Budi", n_primary=1)
    assert people.benefit_of(ctx, family).yearly == 900_000
    newer = Rate(component=Component.PRIMARY, valid_from=date(2026, 12, 1), yearly=1_000_000)
    people.save_benefit_rate(ctx, newer)
    assert people.benefit_of(ctx, family).yearly == 900_000
    assert people.benefit_of(ctx, family, date(2026, 12, 1)).yearly == 1_000_000
    given = next(rate for rate in people.benefit_rates(ctx) if rate.is_given)
    with pytest.raises(InvalidInputError):
        people.remove_benefit_rate(ctx, given)
    with pytest.raises(InvalidInputError):
        people.save_benefit_rate(ctx, replace(newer, yearly=-1))
    people.save_benefit_rate(ctx, replace(newer, valid_from=date(2026, 11, 1)), newer)
    assert people.benefit_of(ctx, family).yearly == 1_000_000
    assert len([r for r in people.benefit_rates(ctx) if not r.is_given]) == 1


def test_an_amount_nobody_knows_is_not_nothing(ctx):
    from fieldkit.features.people.benefits import benefit
    from fieldkit.features.people.rules import Rules
    from fieldkit.features.people.words import Component

    found = benefit({Component.PRIMARY: 1}, (), date(2026, 1, 1), Rules())
    assert not found.is_whole
    assert found.lines[0].yearly is None


@pytest.mark.parametrize(
    ("joined", "ends"),
    [("Tahap 1/2016", (2016, 2021)), ("2019", (2019, 2024)), ("12 Mei 2020", (2020, 2025)),
     ("tahap tiga", None), (None, None), ("120199", None)],
)  # fmt: skip
def test_five_years_are_counted_from_the_year_that_was_written(ctx, joined, ends):
    assert people.membership_ends(ctx, joined) == ends
