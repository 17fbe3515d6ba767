"""What stands on the room's papers, compared with the pages kept in `snapshots`.

After a wanted change: FIELDKIT_SNAPSHOTS=write pytest tests/features/p2k2/test_report.py
"""

import ctypes
import io
import os
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from fieldkit.core.dates import Month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.ids import use_source
from fieldkit.core.render import document, pdf
from fieldkit.core.render.document import ReportRequest, Table
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from fieldkit.features.p2k2 import report
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Understanding
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import Habits
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Told

SNAPSHOTS = Path(__file__).parent / "snapshots"
NOVEMBER = Month(2026, 11)
KINDS = {kind.kind: kind for kind in report.REPORTS}
PROFILE = Profile(
    name="Sri Wahyuni, S.Sos.",
    nip="199001012025212001",
    position="Penata Layanan Operasional",
    village="Karawaci Baru",
    district="Karawaci",
    regency="Kota Tangerang",
    province="Banten",
    city="Tangerang",
    superior_name="Bambang Sutrisno, S.ST.",
    superior_nip="198501012020121002",
    superior_position="Ketua Tim PKH Kecamatan Karawaci",
)
OF_SESSIONS = ("attendance", "attendance_portrait", "p2k2", "p2k2_monitoring")


def outline(value, depth=0) -> list[str]:
    """Say a document line by line, leaving out what has its default."""
    lines = [f"{'  ' * depth}{type(value).__name__}"]
    for field in fields(value):
        found = getattr(value, field.name)
        if found == field.default or found in ((), "", None):
            continue
        if isinstance(found, tuple) and found and is_dataclass(found[0]):
            for part in found:
                lines += outline(part, depth + 1)
        elif is_dataclass(found):
            lines += outline(found, depth + 1)
        elif field.name in {"rows", "items"}:
            lines += [
                f"{'  ' * (depth + 1)}{' | '.join(map(str, row)) if isinstance(row, list | tuple) else row}"
                for row in found
            ]
        elif isinstance(found, bytes):
            lines.append(f"{'  ' * (depth + 1)}{field.name}: bytes")
        else:
            lines.append(f"{'  ' * (depth + 1)}{field.name}: {found!r}")
    return lines


def check(name: str, made: document.Document) -> None:
    text = "\n".join(outline(made)) + "\n"
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("FIELDKIT_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _seeded():
    """Names decide the order of everything here, but equal names fall back on ids."""
    import random

    former = use_source(random.Random(7).getrandbits)
    yield
    use_source(former)


@pytest.fixture
def month(ctx, make, ready) -> str:
    """A month with one session recorded in full, one group due, and one explained."""
    office.save_profile(ctx, PROFILE)
    group = make.group("Kelompok Mawar", meeting_place="Rumah ketua")
    names = ("Aminah", "Badriah", "Chasanah", "Darsih")
    families = [
        make.family(group, name, row_code=f"A{n}", n_primary=n - 1, n_elderly=0)
        for n, name in enumerate(names, start=1)
    ]
    marks = [
        Attendance(family_id=families[0], status=Mark.PRESENT, understanding=Understanding.GOOD),
        Attendance(family_id=families[1], status=Mark.PRESENT),
        Attendance(family_id=families[2], status=Mark.SICK, note="demam"),
    ]
    session = ready(
        group,
        methods=("lecture", "questions"),
        guests=("rt",),
        process="Dibuka dengan doa",
        material="Menyusun anggaran",
        result="KPM dapat mencatat pengeluaran",
        obstacles="Hujan",
        presenters=(
            Presenter(name="Sri Wahyuni", institution="Pendamping PKH"),
            Presenter(name="Nur Aini", institution="Puskesmas"),
        ),
    )
    p2k2.record_session(ctx, session, marks)
    make.group("Melati")
    flooded = make.group("Kenanga")
    p2k2.note_not_held(ctx, flooded, date(2026, 11, 19), "Banjir")
    return group


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_blank", [False, True])
def test_the_papers_of_one_group_read_as_they_should(ctx, month, kind, is_blank):
    request = ReportRequest(month=NOVEMBER, group=month, blank=is_blank)
    check(f"{kind}-{'blank' if is_blank else 'filled'}", KINDS[kind].build(ctx, request))


@pytest.mark.parametrize("kind", OF_SESSIONS)
@pytest.mark.parametrize("is_blank", [False, True])
def test_without_a_group_all_groups_are_one_file_that_prints(ctx, month, kind, is_blank):
    made = KINDS[kind].build(ctx, ReportRequest(blank=is_blank))
    out = io.BytesIO()
    assert pdf.write_pdf(made, out).pages >= (3 if is_blank else 1)


@pytest.mark.parametrize("kind", OF_SESSIONS)
def test_a_book_without_sessions_still_prints_and_says_so(ctx, make, kind):
    make.group()
    made = KINDS[kind].build(ctx, ReportRequest())
    assert "Tidak ada P2K2" in "\n".join(outline(made))
    assert KINDS[kind].latest_month(ctx) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_prints_for_a_month_and_for_an_empty_book(ctx, book, month, kind):
    for one, request in (
        (ctx, ReportRequest(month=NOVEMBER)),
        (ctx, ReportRequest(blank=True)),
        (book(), ReportRequest()),
    ):
        assert pdf.write_pdf(KINDS[kind].build(one, request), io.BytesIO()).pages >= 1


def test_the_month_plan_says_why_and_who_has_no_day(ctx, month, ready):
    p2k2.plan_session(
        ctx, ready(month, held_on=date(2026, 11, 27), code="M2S1", why="low_attendance:41 focus")
    )
    text = "\n".join(outline(KINDS["p2k2_plan"].build(ctx, ReportRequest(month=NOVEMBER))))
    assert "Diulang: hadir 41%; Modul fokus" in text
    assert "Kelompok Melati: belum direncanakan." in text
    assert "Kelompok Kenanga: tidak dilaksanakan (Banjir)." in text
    assert KINDS["p2k2_plan"].missing(ctx, ReportRequest(month=NOVEMBER)) == [
        "Melati: nothing planned.",
        "Kelompok Mawar: This group has another session this month.",
    ]


def test_the_year_shows_what_was_held_planned_and_not_and_why(ctx, make, ready):
    group = make.group("Mawar")
    other = make.group("Melati")
    for month in (3, 11):
        p2k2.record_session(ctx, ready(group, held_on=date(2026, month, 5)), [])
    p2k2.plan_session(ctx, ready(group, held_on=date(2026, 12, 3), code="M3S1"))
    p2k2.note_not_held(ctx, other, date(2026, 2, 9), "Banjir")
    request = ReportRequest(month=NOVEMBER)
    text = "\n".join(outline(KINDS["p2k2_year"].build(ctx, request)))
    assert "1 | Mawar |  |  | M2S1 |  |  |  |  |  |  |  | M2S1 | (M3S1) | 2 bulan" in text
    assert "2 | Melati |  | × |  |  |  |  |  |  |  |  |  |  | 0 bulan" in text
    assert "Melati, Februari: Banjir" in text
    [_months, topics] = [
        block for block in KINDS["p2k2_year"].build(ctx, request).blocks if isinstance(block, Table)
    ]
    assert [column.title for column in topics.columns][:3] == ["Kelompok", "M1S1", "M1S2"]
    assert topics.rows[0][5] == "2"
    assert KINDS["p2k2_year"].missing(ctx, request) == [
        "Mawar: 7 months without a session and without a reason.",
        "Melati: 8 months without a session and without a reason.",
    ]


def test_numbers_on_a_sheet_passed_around_are_masked(ctx, month):
    made = KINDS["attendance"].build(ctx, ReportRequest(month=NOVEMBER, group=month))
    text = "\n".join(outline(made))
    assert "9901" not in text
    assert "••••" in text


@pytest.mark.parametrize("is_blank", [False, True], ids=["filled", "blank"])
@pytest.mark.parametrize("families", [27, 30, 35])
def test_a_group_is_monitored_on_one_page_with_its_signature(ctx, make, ready, families, is_blank):
    """With every note there can be, two presenters, a whole signer, and a catch-up."""
    office.save_profile(ctx, PROFILE)
    group = make.group("Mawar")
    ids = [make.family(group, f"Ibu Siti {n}") for n in range(families)]
    marks = [Attendance(family_id=family, status=Mark.PRESENT) for family in ids[2:]]
    marks.append(Attendance(family_id=ids[0], status=Mark.ABSENT))
    guests = ("Rina Latifah, S.Sos.", "Bidan Murniasih, A.Md.Keb., Puskesmas Taman Asri")
    session = replace(
        ready(group, code="M4S1"),
        presenters=tuple(Presenter(name=n, institution="Pendamping PKH") for n in guests),
    )
    session_id = p2k2.record_session(ctx, session, marks)
    request = ReportRequest(month=NOVEMBER, group=group, blank=is_blank)
    if not is_blank:
        catch_ups.record(
            ctx,
            [CatchUp(session_id=session_id, family_id=ids[0], done_on=date(2026, 11, 20))],
        )
    made = KINDS["p2k2_monitoring"].build(ctx, request)
    written = io.BytesIO()
    assert pdf.write_pdf(made, written).pages == 1
    text = "\n".join(outline(made))
    assert is_blank or "sudah mengikuti susulan" in text


def test_a_very_large_group_takes_its_last_families_to_the_page_of_the_signature(ctx, make, ready):
    group = make.group("Mawar")
    marks = [
        Attendance(family_id=make.family(group, f"Ibu Siti {n:02}."), status=Mark.PRESENT)
        for n in range(60)
    ]
    p2k2.record_session(ctx, ready(group, code="M4S1"), marks)
    made = KINDS["p2k2_monitoring"].build(ctx, ReportRequest(month=NOVEMBER, group=group))
    written = io.BytesIO()
    assert pdf.write_pdf(made, written).pages == 2
    with pypdfium2.PdfDocument(written.getvalue()) as read:
        last = read[1].get_textpage().get_text_bounded()
    assert "Nama KPM" in last
    assert "Ibu Siti 59." in last
    assert "Pendamping Sosial PKH" in last


def test_whole_numbers_stand_there_only_where_the_book_says_so(ctx, make):
    group = make.group("Mawar")
    make.family(group, "Aminah", nik="9901234567890001", no_kk="9901234567890002")
    teaching.save_habits(ctx, Habits(shows_numbers=True))
    for kind in ("attendance", "attendance_portrait"):
        made = KINDS[kind].build(ctx, ReportRequest(month=NOVEMBER, blank=True))
        [table] = [block for block in made.blocks if isinstance(block, Table)]
        assert "9901234567890002" in table.rows[0]


def columns_on_paper(content):
    """Measure, in mm, the columns of the first table on the first page, from its ruled lines."""
    found = []
    with pypdfium2.PdfDocument(content) as read:
        for item in read[0].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            points = []
            for number in range(raw.FPDFPath_CountSegments(item.raw)):
                segment = raw.FPDFPath_GetPathSegment(item.raw, number)
                x, y = ctypes.c_float(), ctypes.c_float()
                raw.FPDFPathSegment_GetPoint(segment, x, y)
                points.append((x.value, y.value))
            pairs = list(zip(points[::2], points[1::2], strict=False))
            if len(pairs) > 1 and all(abs(a[0] - b[0]) < 0.01 for a, b in pairs):
                found = sorted({round(a[0], 2) for a, _b in pairs})
                break
    return [(b - a) / 72 * 25.4 for a, b in pairwise(found)]


@pytest.mark.parametrize(
    ("kind", "is_blank", "widths"),
    [
        ("attendance", True, [8, 40, 30, 30, 40, 9, 9, 9, 9, 10, 12, 11, 25, 20]),
        ("attendance", False, [8, 40, 30, 30, 40, 9, 9, 9, 9, 10, 12, 11, 25, 20]),
        ("attendance_portrait", True, [8, 40, 34, 46, 10, 10, 34]),
        ("attendance_portrait", False, [8, 40, 34, 46, 10, 10, 34]),
    ],
)
def test_the_sheets_have_the_forms_widths_on_paper(ctx, month, kind, is_blank, widths):
    request = ReportRequest(month=NOVEMBER, group=month, blank=is_blank)
    made = KINDS[kind].build(ctx, request)
    [table] = [block for block in made.blocks if isinstance(block, Table)]
    assert [column.width_mm for column in table.columns] == widths
    assert made.landscape is (kind == "attendance")
    written = io.BytesIO()
    pdf.write_pdf(made, written)
    assert columns_on_paper(written.getvalue()) == pytest.approx(widths, abs=0.02)


def test_nobody_unmarked_is_counted_and_it_is_said_aloud(ctx, month):
    request = ReportRequest(month=NOVEMBER, group=month)
    made = KINDS["p2k2_monitoring"].build(ctx, request)
    [table] = [block for block in made.blocks if isinstance(block, Table)]
    assert list(table.total) == ["", "TOTAL", "", 2, 1, 0, 1, 0, 1]
    assert "1 KPM belum ditandai" in "\n".join(outline(made))
    assert KINDS["p2k2_monitoring"].missing(ctx, request) == [
        "Kelompok Mawar: 1 family is not marked.",
        "Kelompok Mawar: 1 present family has no grade of understanding.",
    ]


def test_what_is_missing_is_told_for_every_group(ctx, month):
    request = ReportRequest(month=NOVEMBER)
    assert KINDS["attendance"].missing(ctx, request) == [
        "Kenanga: no P2K2 this month.",
        "Melati: no P2K2 this month.",
        "Kelompok Mawar: 1 family is not marked.",
    ]
    told = KINDS["p2k2"].missing(ctx, request)
    assert "Kelompok Mawar: not filled in yet: participation." in told
    assert "Kelompok Mawar: there is no photo." in told
    assert KINDS["p2k2"].missing(ctx, ReportRequest(blank=True)) == []


def test_photos_stand_on_a_page_of_their_own(ctx, month):
    from tests.features.photos.test_photos import noted

    [summary] = p2k2.sessions_of_month(ctx, NOVEMBER, month)
    photos.add_photo(ctx, "session", summary.session.id, noted(), "Pembukaan")
    made = KINDS["p2k2"].build(ctx, ReportRequest(subject=summary.session.id))
    text = "\n".join(outline(made))
    assert "LAMPIRAN DOKUMENTASI" in text
    assert "Pembukaan · 18 Nov 2026 pukul 09.31 · -6.17000, 106.63000" in text


def test_what_was_typed_about_a_photo_is_printed_as_typed(ctx, month):
    from tests.features.photos.test_photos import picture

    [summary] = p2k2.sessions_of_month(ctx, NOVEMBER, month)
    photo = photos.add_photo(ctx, "session", summary.session.id, picture(), "Pembukaan")
    photos.tell(ctx, photo, Told(on=date(2026, 11, 18), at=time(9, 30), place="Balai RW 03"))
    made = KINDS["p2k2"].build(ctx, ReportRequest(subject=summary.session.id))
    text = "\n".join(outline(made))
    assert "Pembukaan · 18 Nov 2026 pukul 09.30, Balai RW 03 (ditulis pendamping)" in text


def test_one_photo_of_each_group_stands_beside_the_next(ctx, month, make, ready):
    from tests.features.photos.test_photos import noted

    p2k2.record_session(ctx, ready(make.group("Anggrek"), held_on=date(2026, 11, 19)), [])
    for summary in p2k2.sessions_of_month(ctx, NOVEMBER):
        if summary.session.is_given:
            photos.add_photo(ctx, "session", summary.session.id, noted(), "Pembukaan")
    made = KINDS["p2k2"].build(ctx, ReportRequest(month=NOVEMBER))
    [shown] = [block for block in made.blocks if isinstance(block, document.Photos)]
    captions = [photo.caption.splitlines()[0] for photo in shown.items]
    assert sorted(captions) == [
        "Kelompok Anggrek – Kamis, 19 November 2026", "Kelompok Mawar – Rabu, 18 November 2026",
    ]  # fmt: skip


def test_a_planned_session_heads_the_blank_sheet(ctx, make, ready):
    group = make.group()
    p2k2.plan_session(ctx, ready(group, held_on=date(2026, 11, 27)))
    made = KINDS["attendance"].build(ctx, ReportRequest(group=group, blank=True))
    assert "Jumat, 27 November 2026, pukul 09.00 – 11.00 WIB" in "\n".join(outline(made))


def test_a_group_that_met_twice_is_told_by_its_latest_session(ctx, month, ready):
    p2k2.record_session(ctx, ready(month, held_on=date(2026, 11, 19), code="M5S1"), [])
    made = KINDS["p2k2_monitoring"].build(ctx, ReportRequest(month=NOVEMBER, group=month))
    assert "Pelayanan bagi Penyandang Disabilitas Berat" in "\n".join(outline(made))
    assert sum(isinstance(block, Table) for block in made.blocks) == 1


def test_a_free_topic_is_printed_as_additional_material(ctx, make, ready):
    group = make.group()
    session = replace(ready(group), code="", title="Bahaya judi online")
    p2k2.record_session(ctx, session, [])
    text = "\n".join(outline(KINDS["p2k2"].build(ctx, ReportRequest(group=group))))
    assert "Materi | Bahaya judi online" in text
    assert "Modul | Materi Tambahan" in text


def test_an_unknown_group_is_refused(ctx, month):
    with pytest.raises(NotFoundError):
        KINDS["attendance"].build(ctx, ReportRequest(month=NOVEMBER, group="nobody"))
