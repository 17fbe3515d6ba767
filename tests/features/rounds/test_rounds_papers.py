"""The papers of the month's round."""

from datetime import date
from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render.document import Facts, Heading, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.features.office import service as office
from fieldkit.features.office.model import kemensos
from fieldkit.features.rounds import report, service
from fieldkit.features.rounds.model import Promise, Reason, Why
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Purpose, Visit

DECEMBER = Month(2026, 12)
EIGHTH, TENTH = date(2026, 12, 8), date(2026, 12, 10)


@pytest.fixture
def families(make):
    group = make.group("Mawar")
    names = ("Ani", "Budi", "Cici")
    return [
        make.family(group, name, rt=f"00{4 - n}", row_code=f"A{n}")
        for n, name in enumerate(names, 1)
    ]


@pytest.fixture
def plan(ctx, families):
    service.plan_visits(ctx, {families[0]: EIGHTH, families[1]: EIGHTH, families[2]: TENTH})
    return service.month_plan(ctx, DECEMBER)


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def facts(document):
    return dict(row for block in document.blocks if isinstance(block, Facts) for row in block.rows)


def test_the_plan_lists_each_day_with_its_reasons(ctx, plan):
    document = report.month_plan(ctx, DECEMBER)
    (table,) = tables(document)
    assert [row[2:4] for row in table.rows] == [("A2", "Budi"), ("A1", "Ani"), ("A3", "Cici")]
    assert table.rows[0][1] == "Selasa, 8 Desember 2026"
    assert table.rows[0][6].startswith("Belum pernah dikunjungi; data belum pernah diverifikasi")
    assert {row[7] for row in table.rows} == {"Direncanakan"}
    assert facts(document)["Kunjungan direncanakan"] == "3 pada 2 hari"
    assert "paling lama 2 bulan sekali" in facts(document)["Jaminan giliran"]


def test_the_plan_tells_what_was_done_and_what_was_called_off(ctx, clock, families, plan):
    service.drop_visits(ctx, [plan[0].id], "mudik")
    clock.advance(days=20)
    visits.record_visit(
        ctx,
        Visit(
            family_id=families[2], visited_on=date(2026, 12, 9), purposes=(Purpose.CASE,),
            agreement="ya",
        ),
    )  # fmt: skip
    (table,) = tables(report.month_plan(ctx, DECEMBER))
    assert [row[7] for row in table.rows] == [
        "Dibatalkan: mudik", "Belum terlaksana", "Terlaksana 9 Des 2026",
    ]  # fmt: skip


def test_the_plan_can_be_narrowed_to_a_group(ctx, make, plan):
    other = make.group("Melati")
    (table,) = tables(report.month_plan(ctx, DECEMBER, other))
    assert table.rows == []


def test_every_planned_day_has_its_walk_with_one_rt_after_the_other(ctx, plan):
    document = report.routes(ctx, DECEMBER)
    assert [[row[2] for row in table.rows] for table in tables(document)] == [
        ["Budi", "Ani"], ["Cici"],
    ]  # fmt: skip
    assert sum(isinstance(block, Heading) for block in document.blocks) == 2
    assert facts(report.routes(ctx, DECEMBER, [TENTH]))["Hari, tanggal"] == (
        "Kamis, 10 Desember 2026"
    )


def test_known_places_are_told_in_metres(ctx, clock, families):
    for family, latitude in zip(families[:2], (-6.2, -6.2027), strict=True):
        visits.record_visit(
            ctx,
            Visit(
                family_id=family, visited_on=date(2026, 11, 2), purposes=(Purpose.CASE,),
                agreement="ya", latitude=latitude, longitude=106.6,
            ),
        )  # fmt: skip
    document = report.route(ctx, families[:2])
    (table,) = tables(document)
    assert [row[5] for row in table.rows] == ["", "300 m"]
    assert facts(document)["Jarak lurus"] == "300 m"


def test_a_sheet_for_the_day_carries_row_codes_and_room_to_write(ctx, plan):
    document = report.quick_sheet(ctx, service.planned_between(ctx, EIGHTH, EIGHTH), EIGHTH)
    (table,) = tables(document)
    assert [row[0] for row in table.rows] == ["A2", "A1"] + [""] * 8
    office.save_letterhead(ctx, kemensos())
    document = report.quick_sheet(ctx)
    assert write_pdf(document, BytesIO()).pages == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(why=Why.NEVER), "belum pernah dikunjungi"),
        (Reason(why=Why.ABSENT, count=2, of=3), "tidak hadir 2 dari 3 P2K2 terakhir"),
        (
            Reason(why=Why.RISK, day=EIGHTH, text="debt,school,new_word"),
            "risiko dicatat 8 Des 2026: terlilit utang, anak tidak bersekolah, new_word",
        ),
        (
            Reason(why=Why.TURN, day=date(2027, 1, 31), count=9),
            "gilirannya paling lambat Januari 2027",
        ),
        (Reason(why=Why.NOT_VERIFIED), "data belum pernah diverifikasi"),
        (
            Reason(why=Why.FOLLOW_UP_DUE, day=EIGHTH, text="Cek"),
            "tindak lanjut jatuh tempo 8 Des 2026: Cek",
        ),
        (Reason(why=Why.FOLLOW_UP_OVERDUE, day=EIGHTH), "tindak lanjut lewat tenggat 8 Des 2026"),
    ],
)
def test_reasons_are_sentences_on_paper(reason, words):
    assert report.reason_words(reason) == words


def test_every_reason_has_words():
    for why in Why:
        assert report.reason_words(Reason(why=why, day=EIGHTH, count=1, of=3, text="x"))


def test_the_promise_names_the_backlog():
    told = report.promise_words(Promise(span=16, backlog=40, caught_up=Month(2027, 8)))
    assert "paling lama 16 bulan" in told
    assert "40 keluarga" in told
    assert "Agustus 2027" in told
    assert report.promise_words(Promise(span=None)) == "Belum ada keluarga atau waktu kunjungan."


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("is_blank", [False, True])
def test_every_kind_prints_from_an_empty_and_from_a_full_book(ctx, kind, is_blank, request):
    for _book in range(2):
        assert write_pdf(kind.build(ctx, ReportRequest(blank=is_blank)), BytesIO()).pages >= 1
        request.getfixturevalue("plan")


def test_a_route_is_asked_for_by_its_day(ctx, plan):
    kind = next(kind for kind in report.REPORTS if kind.kind == "visit_route")
    (table,) = tables(kind.build(ctx, ReportRequest(subject="2026-12-10")))
    assert [row[2] for row in table.rows] == ["Cici"]
    with pytest.raises(InvalidInputError):
        kind.build(ctx, ReportRequest(subject="besok"))


def test_the_shelf_says_which_planned_visits_were_not_made(ctx, clock, plan):
    kind = next(kind for kind in report.REPORTS if kind.kind == "visit_plan")
    assert kind.missing(ctx, ReportRequest(month=DECEMBER)) == []
    clock.advance(days=19)
    assert kind.missing(ctx, ReportRequest(month=DECEMBER)) == ["2 planned visits were not made."]
