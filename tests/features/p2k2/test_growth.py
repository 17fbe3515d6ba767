"""Change is judged by people: nothing is filled in for them, and nothing hides what is open."""

import io
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render import pdf
from fieldkit.core.render.document import ReportRequest, Table
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp
from fieldkit.features.p2k2.growth import model, report
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.growth.model import Review, Seen, Semester
from fieldkit.features.p2k2.model import Attendance, Mark, Understanding
from fieldkit.features.records import undoing

NOW = Semester(2026, 2)


@pytest.fixture
def group(make) -> str:
    return make.group("Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("month", "semester", "first", "last"),
    [
        (Month(2026, 1), "2026-1", date(2026, 1, 1), date(2026, 6, 30)),
        (Month(2026, 6), "2026-1", date(2026, 1, 1), date(2026, 6, 30)),
        (Month(2026, 7), "2026-2", date(2026, 7, 1), date(2026, 12, 31)),
        (Month(2026, 12), "2026-2", date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_semester_is_half_a_calendar_year(month, semester, first, last):
    found = Semester.of(month)
    assert (str(found), found.first, found.last) == (semester, first, last)


@given(st.integers(1900, 2200), st.sampled_from((1, 2)))
def test_a_semester_reads_what_it_writes(year, half):
    assert Semester.parse(str(Semester(year, half))) == Semester(year, half)


@pytest.mark.parametrize("text", ["", "2026", "2026-3", "2026-02", "x"])
def test_what_is_no_semester_is_none(text):
    assert Semester.parse(text) is None


def test_a_form_begins_with_nobody_judged_and_the_facts_beside(ctx, group, families, ready):
    held = p2k2.record_session(
        ctx,
        ready(group),
        [
            Attendance(
                family_id=families[0], status=Mark.PRESENT, understanding=Understanding.GOOD
            ),
            Attendance(family_id=families[1], status=Mark.SICK),
        ],
    )
    done = CatchUp(family_id=families[1], session_id=held, done_on=date(2026, 11, 19))
    catch_ups.record(ctx, [done])
    lines = growth.lines(ctx, group, NOW)
    assert [line.code for line in lines] == ["A1", "A2", "A3"]
    assert all(line.review.is_blank and not line.marks for line in lines)
    assert lines[0].facts.grades == {Understanding.GOOD: 1}
    assert (lines[1].facts.counts.present, lines[1].facts.caught_up) == (0, 1)
    assert lines[2].facts.counts.unmarked == 1


def test_what_was_judged_is_kept_in_one_step(ctx, group, families):
    reviews = [
        Review(family_id=families[0], behaviour=Understanding.GOOD, note="Menabung rutin"),
        Review(family_id=families[1], potential=Understanding.NOT_ASSESSABLE),
    ]
    marks = {families[0]: {"recalls": Seen.SEEN, "starts_business": Seen.NOT_YET}}
    assert growth.save(ctx, group, NOW, reviews, marks) == 2
    first, second, third = growth.lines(ctx, group, NOW)
    assert (first.review.behaviour, first.review.potential) == (Understanding.GOOD, None)
    assert first.marks == {"recalls": Seen.SEEN, "starts_business": Seen.NOT_YET}
    assert first.review.reviewed_on == ctx.today
    assert second.review.potential is Understanding.NOT_ASSESSABLE
    assert third.review.is_blank
    undoing.undo(ctx)
    assert all(line.review.is_blank for line in growth.lines(ctx, group, NOW))


def test_a_judgement_and_a_mark_can_be_taken_back(ctx, group, families):
    family = families[0]
    growth.save(
        ctx, group, NOW, [Review(family_id=family, behaviour=Understanding.POOR)],
        {family: {"recalls": Seen.SEEN}},
    )  # fmt: skip
    growth.save(ctx, group, NOW, [Review(family_id=family)], {family: {"recalls": None}})
    [line, *_rest] = growth.lines(ctx, group, NOW)
    assert line.review == Review(family_id=family)
    assert line.marks == {}
    assert growth.yardstick(ctx, family) == []


def test_a_semester_that_has_not_begun_and_an_unknown_sign_are_refused(ctx, group, families):
    with pytest.raises(InvalidInputError) as error:
        growth.save(
            ctx, group, Semester(2027, 1), [Review(family_id=families[0], note="x" * 501)],
            {families[0]: {"flies": Seen.SEEN}},
        )  # fmt: skip
    assert {p.code for p in error.value.problems} == {
        "too_long", "semester_ahead", "unknown_choice",
    }  # fmt: skip


def test_a_yardstick_shows_the_semesters_in_which_anybody_looked(ctx, group, families):
    family = families[0]
    for semester, marks in (
        (Semester(2025, 2), {"wants_to_attend": Seen.SEEN, "recalls": Seen.NOT_YET}),
        (Semester(2026, 1), {}),
        (NOW, {"wants_to_attend": Seen.SEEN, "recalls": Seen.SEEN, "starts_business": Seen.SEEN}),
    ):
        growth.save(ctx, group, semester, [], {family: marks} if marks else {})
    yards = growth.yardstick(ctx, family)
    assert [(str(yard.semester), yard.seen) for yard in yards] == [("2025-2", 1), ("2026-2", 3)]
    assert [(s.number, s.seen, s.looked_at, s.all) for s in yards[0].stages] == [
        (1, 1, 1, 3), (2, 0, 1, 4), (3, 0, 0, 3),
    ]  # fmt: skip


def test_without_a_look_the_yardstick_knows_nothing_and_says_so():
    yard = model.Yard(
        semester=NOW, review=Review(family_id="f"), stages=growth.counted({}), facts=model.Facts()
    )
    assert yard.seen is None


def test_progress_counts_who_was_judged_in_both_respects(ctx, group, families):
    both = Review(family_id=families[0], behaviour=Understanding.GOOD, potential=Understanding.GOOD)
    half = Review(family_id=families[1], behaviour=Understanding.GOOD)
    growth.save(ctx, group, NOW, [both, half], {})
    [found] = growth.progress(ctx, NOW)
    assert (found.families, found.reviewed) == (3, 1)


class TestTheForm:
    def test_totals_hide_nobody_who_was_not_judged(self, ctx, group, families):
        growth.save(
            ctx, group, NOW, [Review(family_id=families[0], behaviour=Understanding.GOOD)], {}
        )
        made = report.semester_form(ctx, ReportRequest(month=Month(2026, 11)))
        [table] = [block for block in made.blocks if isinstance(block, Table)]
        told = "TOTAL (belum dinilai: perilaku 2 KPM, potensi 3 KPM)"
        assert list(table.total) == ["", told, "", 0, 1, 0, 0, 0, 0, 0, 0]
        assert made.landscape
        assert report.missing(ctx, ReportRequest(month=Month(2026, 11))) == [
            "Mawar: 3 families are not judged for this semester."
        ]

    @pytest.mark.parametrize(("number", "pages"), [(1, 1), (20, 1), (27, 1), (28, 2), (35, 2)])
    def test_a_usual_group_stands_on_one_page_with_its_signature(self, ctx, make, number, pages):
        group = make.group("Kenanga")
        for n in range(number):
            make.family(group, f"Ibu Siti Nurhaliza {n}")
        made = report.semester_form(ctx, ReportRequest(month=Month(2026, 11), group=group))
        written = io.BytesIO()
        assert pdf.write_pdf(made, written).pages == pages
        with pypdfium2.PdfDocument(written.getvalue()) as read:
            last = read[pages - 1].get_textpage().get_text_bounded()
        assert "Pendamping Sosial PKH" in last
        assert "Ibu Siti Nurhaliza" in last

    def test_the_stages_follow_where_anybody_looked(self, ctx, group, families):
        growth.save(ctx, group, NOW, [], {families[0]: {"recalls": Seen.NOT_YET}})
        made = report.semester_form(ctx, ReportRequest(month=Month(2026, 8)))
        tables = [block for block in made.blocks if isinstance(block, Table)]
        assert len(tables) == 2
        assert report.NOT_YET in tables[1].rows[0]
        assert pdf.write_pdf(made, io.BytesIO()).pages == 2

    def test_the_newest_judged_semester_speaks_without_a_month(self, ctx, group, families):
        assert report.latest_month(ctx) is None
        old = Semester(2025, 2)
        growth.save(
            ctx, group, old, [Review(family_id=families[0], behaviour=Understanding.GOOD)], {}
        )
        assert report.semester_of(ctx, ReportRequest()) == old
        assert report.latest_month(ctx) == Month(2025, 12)
