"""The monthly report and the recap: their figures are those of the rooms, their words are kept."""

from io import BytesIO

import pytest
from PIL import Image

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import derived_id
from fieldkit.core.render.document import Heading, Paragraph, Photos, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.core.security.roles import Role
from fieldkit.features.homework import service as homework
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.month import facts, report
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.visits import service as visits
from tests.features import snapshots

expect = snapshots.against(__file__)
NOVEMBER = Month(2026, 11)
ASKED = ReportRequest(month=NOVEMBER)


def table_under(document, heading):
    """The first table after a heading of the third level."""
    blocks = iter(document.blocks)
    for block in blocks:
        if isinstance(block, Heading) and block.text.endswith(heading):
            break
    return next(block for block in blocks if isinstance(block, Table))


def a_picture(colour):
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def worked(ctx, make):
    """A month with everything in it."""
    office.save_profile(
        ctx,
        Profile(
            name="Rina Latifah, S.Sos.", nip="990101202401012001", position="Pendamping PKH",
            district="Taman Asri", regency="Kota Nusa Asri", city="Nusa Asri",
            superior_name="Drs. Budi Hartono", superior_nip="990101199501011001",
        ),
    )  # fmt: skip
    office.save_letterhead(ctx, office.starting_letterheads(ctx)[1])
    mawar, seruni, tulip = (
        make.group(n, village="Cempaka Asri") for n in ("Mawar", "Seruni", "Tulip")
    )
    since = {"joined": "2021-03-01"}
    ani = make.family(mawar, "Ani", n_toddler=2, n_primary=1, verified_on="2026-11-04", **since)
    beti = make.family(mawar, "Beti", n_elderly=1, **since)
    make.family(seruni, "Cici", n_primary=3, joined="2026-11-02")
    dedeh = make.family(
        seruni, "Dedeh", status="graduated", status_on="2026-11-09", n_senior=1, **since
    )
    make.put("member", scope=mawar, family_id=beti, name="Beti", component="elderly")
    make.put("member", scope=mawar, family_id=beti, name="Bapak", component="disabled")
    make.put("business", scope=mawar, family_id=ani, kind="Warung", cluster="food")
    session = make.put(
        "session", scope=mawar, group_id=mawar, held_on="2026-11-05", status="held",
        title="Mengelola Keuangan Keluarga", code="M2S1", obstacles="Hujan deras",
        follow_up="Mengulang materi bulan depan",
    )  # fmt: skip
    make.put("presenter", scope=mawar, session_id=session, name="Rina Latifah", position=1)
    for family, mark, grade in ((ani, "present", "good"), (beti, "sick", None)):
        make.put(
            "attendance", scope=mawar, id=derived_id("attendance", session, family),
            session_id=session, family_id=family, status=mark, understanding=grade,
        )  # fmt: skip
    make.put(
        "session", scope=seruni, group_id=seruni, held_on="2026-11-09", status="not_held",
        not_held_reason="Banjir", title="Memulai Usaha",
    )  # fmt: skip
    make.put(
        "session", scope=mawar, group_id=mawar, held_on="2026-12-03", status="planned",
        title="Cermat Meminjam dan Menabung", place="Balai RW 003",
    )  # fmt: skip
    make.put(
        "visit", scope=mawar, family_id=ani, visited_on="2026-11-10",
        purposes=["business", "data_update"], problem="Anak sering sakit",
        agreement="Ke puskesmas", follow_up="Antar ke puskesmas", follow_up_due="2026-12-01",
    )  # fmt: skip
    make.put(
        "visit", scope=seruni, family_id=dedeh, visited_on="2026-11-11",
        purposes=["graduation_candidate"], agreement="Setuju",
    )  # fmt: skip
    make.put(
        "money_month", scope=mawar, family_id=ani, month="2026-11", status="checked",
        saving_paid=50000,
    )  # fmt: skip
    make.put("money_month", scope=mawar, family_id=beti, month="2026-11", status="assigned")
    kube, people = make.kube("Melati 3")
    meeting = make.put(
        "meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held",
        next_on="2026-12-04", next_place="Rumah Bu Euis",
    )  # fmt: skip
    for member, mark in zip(people, ("present", "present", "absent"), strict=True):
        make.put(
            "meeting_attendance", scope=kube,
            id=derived_id("meeting_attendance", meeting, member),
            meeting_id=meeting, member_id=member, status=mark,
        )  # fmt: skip
    for day, amount in (("2026-10-15", 40000), ("2026-11-13", 10000)):
        lines = [
            {"account": "income:dues", "amount": -amount, "member": people[0]},
            {"account": "pot:kas", "amount": amount},
        ]
        with ctx.db.write(Step("Prepare")) as writer:
            writer.post("cash_entry", {"kube_id": kube, "booked_on": day, "lines": lines}, kube)
    for owner, table, colour in ((session, "session", "#0F766E"), (meeting, "meeting", "#B45309")):
        content = a_picture(colour)
        make.put(
            "photo", scope=mawar, owner_table=table, owner_id=owner, position=1,
            sha256=ctx.files.keep(content), bytes=len(content), caption="Pembukaan",
        )  # fmt: skip
    return {"mawar": mawar, "seruni": seruni, "tulip": tulip, "kube": kube, "session": session}


def test_the_monthly_report_reads_as_agreed(ctx, worked):
    expect("monthly", report.monthly_report(ctx, ASKED))


def test_the_blank_monthly_report_keeps_the_rows_and_leaves_the_figures(ctx, worked):
    expect("monthly_blank", report.monthly_report(ctx, ReportRequest(month=NOVEMBER, blank=True)))


def test_the_district_recap_reads_as_agreed(ctx, worked):
    expect("district_recap", report.district_recap(ctx, ASKED))


def test_the_blank_recap_is_an_empty_row(ctx, worked):
    document = report.district_recap(ctx, ReportRequest(month=NOVEMBER, blank=True))
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows == [[""] * 15]


def test_both_become_workbooks(ctx, worked, tmp_path):
    for build in (report.monthly_report, report.district_recap):
        target = tmp_path / f"{build.__name__}.xlsx"
        write_xlsx(build(ctx, ASKED), target)
        assert target.stat().st_size > 4000


def test_the_figures_are_those_of_the_rooms(ctx, worked):
    document = report.monthly_report(ctx, ASKED)
    sessions = table_under(document, "(P2K2)")
    held = p2k2.sessions_of_month(ctx, NOVEMBER)
    assert sessions.total[6] == sum(one.counts.present for one in held)
    assert sessions.total[7] == sum(one.counts.sick for one in held)
    visited = table_under(document, "Kunjungan rumah")
    assert visited.total[4] == visits.visit_count(ctx, NOVEMBER)
    assert visited.total[3] == sum(line.in_month for line in visits.coverage(ctx, NOVEMBER))
    sheets = table_under(document, "tabungan keluarga")
    known = homework.progress(ctx, NOVEMBER)
    assert sheets.total[2] == sum(line.given for line in known)
    assert sheets.total[4] == sum(line.checked for line in known)
    money = table_under(document, "(KUBE)")
    balances = cashbook.balances(ctx, worked["kube"], NOVEMBER.last)
    assert money.total[6] == f"Rp{balances[Pot.KAS]:,}".replace(",", ".")
    assert money.total[5] == "Rp10.000"
    families = table_under(document, "menurut komponen")
    assert families.total[2:] == [3, 1, 1, 3, 8]


def test_a_family_without_a_joining_date_leaves_the_beginning_unknown(ctx, make, worked):
    make.family(worked["mawar"], "Enok")
    families = table_under(report.monthly_report(ctx, ASKED), "menurut komponen")
    assert [column.title for column in families.columns[2:]] == ["KPM akhir bulan", "Jiwa"]
    assert families.total[2:] == [4, 8]


def test_a_past_month_counts_who_was_there_then(ctx, worked):
    moved = facts.movement(facts.families(ctx.db), Month(2026, 10))
    assert (len(moved.families), moved.at_start) == (3, 3)
    assert {one.status for one in moved.families} == {"active", "graduated"}


def test_groups_that_carry_the_word_in_their_name_are_not_called_so_twice(ctx, make):
    group = make.group("Kelompok Mawar")
    make.put(
        "session", scope=group, group_id=group, held_on="2026-11-05", status="held",
        obstacles="Hujan",
    )  # fmt: skip
    kube, _people = make.kube("KUBE Melati 3")
    make.put("follow_up", scope=kube, kube_id=kube, what="Beli panci", due="2026-12-02", position=1)
    text = "\n".join(snapshots.read(report.monthly_report(ctx, ASKED)))
    assert "Kelompok Kelompok" not in text
    assert "KUBE KUBE" not in text
    assert "P2K2 Kelompok Mawar" in text


def test_a_month_without_anything_says_so_in_every_section(ctx):
    document = report.monthly_report(ctx, ASKED)
    said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert "Belum ada kunjungan rumah yang dicatat pada bulan ini." in said
    assert "Belum ada tugas rumah yang dicatat untuk bulan ini." in said
    assert "Belum ada usaha KPM yang dicatat." in said
    assert "Tidak ada kendala yang dicatat pada bulan ini." in said
    assert "Belum ada rencana yang dicatat untuk bulan depan." in said
    assert not any(isinstance(block, Photos) for block in document.blocks)
    write_pdf(document, BytesIO())


def test_a_kube_facilitator_reports_only_kube(book):
    ctx = book(role=Role.KUBE_FACILITATOR)
    document = report.monthly_report(ctx, ASKED)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert document.title == "LAPORAN BULANAN\nPENDAMPING KUBE"
    assert "1. Kelompok Usaha Bersama (KUBE)" in headings
    assert not any("P2K2" in heading for heading in headings)


def test_the_latest_month_is_that_of_the_last_thing_done(ctx, make):
    assert report.latest_month(ctx) is None
    group = make.group()
    make.put("session", scope=group, group_id=group, held_on="2026-12-05", status="planned")
    make.put("visit", scope=group, family_id=make.family(group), visited_on="2026-10-05")
    assert report.latest_month(ctx) == Month(2026, 10)
    assert "Oktober 2026" in report.monthly_report(ctx, ReportRequest()).blocks[0].text


def test_what_the_reports_lack_is_said_in_sentences(ctx, make):
    group = make.group()
    session = make.put("session", scope=group, group_id=group, held_on="2026-11-05", status="held")
    one, other = make.family(group), make.family(group)
    for family, mark in ((one, "present"), (other, "unmarked")):
        make.put("attendance", scope=group, session_id=session, family_id=family, status=mark)
    make.group("Seruni")
    assert report.monthly_missing(ctx, ASKED) == [
        "Your profile has no NIP.",
        "Your profile does not say who takes note of the report.",
        "Your profile does not say in which district (kecamatan) you serve.",
        "1 group has no P2K2 session recorded this month.",
        "1 session has families whose attendance is not marked.",
    ]
    assert report.recap_missing(ctx, ASKED)[-1] == (
        "The understanding of 1 family that was present is not noted."
    )
