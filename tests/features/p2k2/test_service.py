"""What facilitators do with sessions, at the door of the room."""

from dataclasses import replace
from datetime import date, time

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    Attendance,
    GroupState,
    Mark,
    Presenter,
    Session,
    SessionStatus,
    Understanding,
)

NOVEMBER = Month(2026, 11)


def _codes(error) -> set[str]:
    return {f"{p.field}:{p.code}" for p in error.value.problems}


def _operations(ctx) -> int:
    return ctx.db.value("SELECT count(*) FROM op")


def test_a_planned_session_takes_title_and_module_from_its_code(ctx, make):
    group = make.group()
    planned = p2k2.plan_session(
        ctx, Session(group_id=group, held_on=date(2026, 12, 3), code="M2S1")
    )
    kept = p2k2.session(ctx, planned)
    assert (kept.module, kept.title) == ("M2", "Mengelola Keuangan Keluarga")
    assert kept.status is SessionStatus.PLANNED


def test_a_title_given_on_the_day_stays(ctx, make):
    group = make.group()
    wanted = Session(group_id=group, held_on=date(2026, 12, 3), code="M3S2", title="1000 HPK")
    assert p2k2.session(ctx, p2k2.plan_session(ctx, wanted)).title == "1000 HPK"


def test_a_free_topic_needs_words_and_at_most_hundred(ctx, make):
    group = make.group()
    with pytest.raises(InvalidInputError) as error:
        p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3)))
    assert _codes(error) == {"title:required"}
    with pytest.raises(InvalidInputError) as error:
        p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3), title="x" * 101))
    assert _codes(error) == {"title:too_long"}


def test_nothing_is_marked_before_somebody_marks_it(ctx, make, ready):
    group = make.group()
    make.family(group)
    planned = p2k2.plan_session(ctx, ready(group, held_on=date(2026, 11, 19)))
    [row] = p2k2.attendance_grid(ctx, planned)
    assert (row.status, row.understanding, row.code) == (Mark.UNMARKED, None, "A1")
    assert ctx.db.value("SELECT count(*) FROM attendance") == 0


def test_a_session_its_presenters_and_its_attendance_are_one_step(ctx, make, ready):
    group = make.group()
    families = [make.family(group) for _n in range(3)]
    before = ctx.db.value("SELECT count(*) FROM step")
    held = p2k2.record_session(
        ctx, ready(group), [Attendance(family_id=families[0], status=Mark.PRESENT)]
    )
    assert ctx.db.value("SELECT count(*) FROM step") == before + 1
    assert p2k2.session(ctx, held).status is SessionStatus.HELD
    assert [row.status for row in p2k2.attendance_grid(ctx, held)].count(Mark.UNMARKED) == 2


def test_saving_again_without_a_change_writes_nothing(ctx, make, ready):
    group = make.group()
    family = make.family(group)
    held = p2k2.record_session(ctx, ready(group), [Attendance(family_id=family)])
    before = _operations(ctx)
    again = p2k2.session(ctx, held)
    p2k2.record_session(ctx, again, [row.kept for row in p2k2.attendance_grid(ctx, held)])
    assert _operations(ctx) == before
    marks = [Attendance(family_id=family, status=Mark.SICK)]
    p2k2.record_session(ctx, again, marks)
    assert _operations(ctx) == before + 1


def test_what_is_wrong_is_told_all_at_once(ctx, make):
    group = make.group()
    wanted = Session(
        group_id=group,
        held_on=date(2026, 11, 21),
        code="M1S1",
        starts=time(10),
        ends=time(9),
        place="x" * 121,
    )
    with pytest.raises(InvalidInputError) as error:
        p2k2.record_session(ctx, wanted, [])
    assert _codes(error) == {
        "held_on:session_in_future",
        "ends:session_ends_before_start",
        "place:too_long",
        "presenters:presenter_required",
    }
    assert ctx.db.value("SELECT count(*) FROM session") == 0


def test_four_presenters_fit_and_the_portal_warns_from_the_fourth(ctx, make, ready):
    group = make.group()
    four = tuple(Presenter(name=f"Narasumber {n}", institution="Dinas") for n in range(4))
    session = ready(group, presenters=four)
    assert [p.code for p in p2k2.warnings(session)] == ["too_many_for_portal"]
    held = p2k2.record_session(ctx, session, [])
    assert len(p2k2.session(ctx, held).presenters) == 4
    with pytest.raises(InvalidInputError) as error:
        p2k2.record_session(ctx, ready(group, presenters=(*four, four[0])), [])
    assert _codes(error) == {"presenters:too_many_presenters"}


def test_a_presenter_taken_off_is_gone_and_can_come_back(ctx, make, ready):
    group = make.group()
    two = (Presenter(name="Sri"), Presenter(name="Bidan Nur", institution="Puskesmas"))
    held = p2k2.record_session(ctx, ready(group, presenters=two), [])
    kept = p2k2.session(ctx, held)
    p2k2.record_session(ctx, replace(kept, presenters=two[:1]))
    assert [p.name for p in p2k2.session(ctx, held).presenters] == ["Sri"]
    p2k2.record_session(ctx, kept)
    assert [p.name for p in p2k2.session(ctx, held).presenters] == ["Sri", "Bidan Nur"]


def test_a_narrative_over_the_portals_limit_warns(ready):
    session = ready("g", process="a" * 600, material="b" * 600)
    assert [p.code for p in p2k2.warnings(session)] == ["narrative_too_long"]


def test_not_held_needs_a_reason(ctx, make, ready):
    group = make.group()
    planned = p2k2.plan_session(ctx, ready(group))
    with pytest.raises(InvalidInputError):
        p2k2.mark_not_held(ctx, planned, "  ")
    p2k2.mark_not_held(ctx, planned, "Banjir")
    kept = p2k2.session(ctx, planned)
    assert (kept.status, kept.not_held_reason) == (SessionStatus.NOT_HELD, "Banjir")


def test_a_month_without_a_plan_can_still_be_explained(ctx, make):
    group = make.group()
    noted = p2k2.note_not_held(ctx, group, date(2026, 11, 30), "Libur panen")
    assert p2k2.session(ctx, noted).status is SessionStatus.NOT_HELD
    with pytest.raises(InvalidInputError):
        p2k2.note_not_held(ctx, group, date(2026, 11, 30), "")


def test_a_session_that_took_place_can_not_become_a_plan_again(ctx, make, ready):
    group = make.group()
    held = p2k2.record_session(ctx, ready(group), [])
    with pytest.raises(InvalidInputError) as error:
        p2k2.plan_session(ctx, p2k2.session(ctx, held))
    assert _codes(error) == {"held_on:already_held"}


def test_a_session_stays_with_its_group(ctx, make, ready):
    group, other = make.group(), make.group("Melati")
    planned = p2k2.plan_session(ctx, ready(group))
    with pytest.raises(InvalidInputError) as error:
        p2k2.plan_session(ctx, replace(p2k2.session(ctx, planned), group_id=other))
    assert _codes(error) == {"group_id:group_is_fixed"}


def test_reported_stays_reported_when_it_is_corrected(ctx, make, ready):
    group = make.group()
    held = p2k2.record_session(ctx, ready(group), [])
    p2k2.mark_reported(ctx, held)
    p2k2.record_session(ctx, replace(p2k2.session(ctx, held), place="Balai RW"))
    assert p2k2.session(ctx, held).status is SessionStatus.REPORTED


def test_only_a_session_that_took_place_can_be_reported(ctx, make, ready):
    planned = p2k2.plan_session(ctx, ready(make.group()))
    with pytest.raises(InvalidInputError):
        p2k2.mark_reported(ctx, planned)


def test_families_who_left_stay_and_families_who_came_stand_apart(ctx, make, ready):
    group = make.group()
    first, second = make.family(group, "Aminah"), make.family(group, "Badriah")
    held = p2k2.record_session(
        ctx, ready(group), [Attendance(family_id=first, status=Mark.PRESENT)]
    )
    make.put("family", id=first, group_id=None)
    make.family(group, "Chasanah")
    rows = {row.name: row for row in p2k2.attendance_grid(ctx, held)}
    assert rows["Aminah"].has_left
    assert rows["Aminah"].status is Mark.PRESENT
    assert rows["Badriah"].is_on_roll
    assert not rows["Chasanah"].is_on_roll
    assert second == rows["Badriah"].family_id


def test_families_no_longer_served_are_not_on_a_new_sheet(ctx, make):
    group = make.group()
    make.family(group, "Aminah", status="graduated")
    make.family(group, "Badriah", status="candidate_graduation")
    assert [row.name for row in p2k2.blank_grid(ctx, group)] == ["Badriah"]


def test_lines_stand_in_the_order_of_their_row_codes_and_new_ones_get_the_next(ctx, make):
    group = make.group()
    make.family(group, "Zubaidah", row_code="A2")
    make.family(group, "Aminah", row_code="A10")
    make.family(group, "Badriah")
    assert [row.code for row in p2k2.blank_grid(ctx, group)] == ["A2", "A10", "A11"]


def test_the_history_of_a_family_is_newest_first(ctx, make, ready):
    group = make.group()
    family = make.family(group)
    for day, mark in ((3, Mark.PRESENT), (10, Mark.SICK)):
        marks = [Attendance(family_id=family, status=mark, note="demam" if day == 10 else "")]
        p2k2.record_session(ctx, ready(group, held_on=date(2026, 11, day)), marks)
    found = p2k2.attendance_of_family(ctx, family)
    assert [(one.held_on.day, one.status) for one in found] == [(10, Mark.SICK), (3, Mark.PRESENT)]
    assert found[0].note == "demam"
    assert found[0].group_name == "Mawar"


def test_coverage_counts_groups_not_sessions(ctx, make, ready):
    given, planned, missed, _due = (make.group(name) for name in ("A", "B", "C", "D"))
    for day in (3, 10):
        p2k2.record_session(ctx, ready(given, held_on=date(2026, 11, day)), [])
    p2k2.plan_session(ctx, ready(planned, held_on=date(2026, 11, 27)))
    p2k2.note_not_held(ctx, missed, date(2026, 11, 20), "Banjir")
    coverage = p2k2.coverage(ctx, NOVEMBER)
    found = (coverage.groups, coverage.given, coverage.planned, coverage.not_held, coverage.due)
    assert found == (4, 1, 1, 1, 1)


def test_the_matrix_shows_each_group_month_by_month(ctx, make, ready):
    group = make.group()
    p2k2.record_session(ctx, ready(group), [])
    [year] = p2k2.month_matrix(ctx, 2026)
    assert [month.state for month in year.months[9:11]] == [GroupState.DUE, GroupState.GIVEN]
    assert year.months[10].latest.code == "M2S1"


def test_the_latest_session_speaks_for_a_month(ctx, make, ready):
    group = make.group()
    for day, code in ((3, "M1S1"), (10, "M1S2")):
        p2k2.record_session(ctx, ready(group, held_on=date(2026, 11, day), code=code), [])
    [month] = p2k2.group_months(ctx, NOVEMBER)
    assert month.latest.code == "M1S2"


def test_the_same_session_a_second_time_is_a_repeat(ctx, make, ready):
    group, other = make.group(), make.group("Melati")
    p2k2.record_session(ctx, ready(group, held_on=date(2026, 10, 5)), [])
    p2k2.record_session(ctx, ready(other, held_on=date(2026, 10, 6)), [])
    p2k2.record_session(ctx, ready(group, held_on=date(2026, 11, 5)), [])
    assert [one.repeat for one in p2k2.sessions_of_month(ctx, NOVEMBER)] == [2]
    assert p2k2.repeat_number(ctx, ready(group)) == 3
    assert p2k2.repeat_number(ctx, ready(group, code="M4S1")) == 1
    assert p2k2.times_given(ctx)[group] == {"M2S1": 2}


def test_a_free_topic_repeats_by_its_words(ctx, make, ready):
    group = make.group()
    p2k2.record_session(ctx, ready(group, code="", title="Judi online"), [])
    assert p2k2.repeat_number(ctx, ready(group, code="", title="judi ONLINE")) == 2


def test_the_last_session_is_there_to_be_asked_back(ctx, make, ready):
    group = make.group()
    p2k2.record_session(ctx, ready(group, held_on=date(2026, 10, 5), code="M1S1"), [])
    now = p2k2.plan_session(ctx, ready(group, held_on=date(2026, 11, 19)))
    last = p2k2.last_session(ctx, group, date(2026, 11, 19), apart_from=now)
    assert last.title == "Menjadi Orang Tua yang Lebih Baik"
    assert p2k2.last_session(ctx, make.group("Melati")) is None


def test_attendance_by_month_says_who_was_not_marked(ctx, make, ready):
    group = make.group()
    first, _second = make.family(group), make.family(group)
    marks = [Attendance(family_id=first, status=Mark.PRESENT)]
    p2k2.record_session(ctx, ready(group), marks)
    october, november = p2k2.monthly_attendance(ctx, Month(2026, 10), NOVEMBER)
    assert october[1].total == 0
    assert (november[1].present, november[1].unmarked, november[1].rate) == (1, 1, 1.0)


def test_understanding_is_kept_of_those_present_only(ctx, make, ready):
    group = make.group()
    one, two = make.family(group), make.family(group)
    marks = [
        Attendance(family_id=one, status=Mark.PRESENT, understanding=Understanding.GOOD),
        Attendance(family_id=two, status=Mark.ABSENT),
    ]
    held = p2k2.record_session(ctx, ready(group), marks)
    rows = {row.family_id: row for row in p2k2.attendance_grid(ctx, held)}
    assert rows[one].assessed is Understanding.GOOD
    assert rows[two].understanding is None
    assert rows[two].assessed is Understanding.NOT_ASSESSABLE


def test_a_removed_session_takes_its_attendance_along(ctx, make, ready):
    group = make.group()
    family = make.family(group)
    held = p2k2.record_session(ctx, ready(group), [Attendance(family_id=family)])
    p2k2.remove_session(ctx, held)
    assert p2k2.attendance_of_family(ctx, family) == []
    with pytest.raises(NotFoundError):
        p2k2.session(ctx, held)


def test_a_mark_of_an_older_book_keeps_its_identity_and_is_not_doubled(ctx, make, ready):
    group = make.group()
    first, second = make.family(group, "Siti Aminah"), make.family(group, "Badriah")
    session_id = p2k2.record_session(ctx, ready(group))
    old = make.put(
        "attendance", scope=group, id=derived_id("attendance", session_id, first),
        session_id=session_id, family_id=first, status="absent",
    )  # fmt: skip
    marks = [Attendance(family_id=f, status=Mark.PRESENT) for f in (first, second)]
    p2k2.record_session(ctx, replace(ready(group), id=session_id), marks)
    kept = {r["family_id"]: r for r in ctx.db.rows("SELECT * FROM attendance")}
    assert len(ctx.db.rows("SELECT id FROM attendance")) == 2
    assert kept[first]["id"] == old
    assert {row["status"] for row in kept.values()} == {"present"}
    p2k2.remove_session(ctx, session_id)
    assert ctx.db.rows("SELECT id FROM attendance") == []


def test_a_half_typed_page_survives_until_it_is_saved(ctx, make, ready):
    group = make.group()
    planned = p2k2.plan_session(ctx, ready(group))
    p2k2.keep_draft(ctx, planned, {"place": "Balai"})
    p2k2.keep_draft(ctx, planned, {"place": "Balai RW"})
    assert p2k2.draft(ctx, planned) == {"place": "Balai RW"}
    p2k2.record_session(ctx, p2k2.session(ctx, planned), [])
    assert p2k2.draft(ctx, planned) is None
    p2k2.keep_draft(ctx, planned, {})
    p2k2.drop_draft(ctx, planned)
    assert p2k2.draft(ctx, planned) is None


def test_the_newest_months_are_known(ctx, make, ready):
    group = make.group()
    assert p2k2.latest_month(ctx) is None
    p2k2.record_session(ctx, ready(group), [])
    p2k2.plan_session(ctx, ready(group, held_on=date(2027, 1, 4)))
    assert p2k2.latest_month(ctx) == NOVEMBER
    assert p2k2.latest_planned_month(ctx) == Month(2027, 1)


def test_a_leader_of_a_kube_sees_no_sessions(book):
    leader = book(role=Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        p2k2.coverage(leader, NOVEMBER)


def test_a_reader_may_not_record(book, ready):
    reader = book(role=Role.READER)
    with pytest.raises(PermissionDeniedError):
        p2k2.record_session(reader, ready("g"), [])


def test_a_role_without_full_numbers_sees_them_masked(ctx, make):
    group = make.group()
    make.family(group)
    reader = ctx._replace(me=ctx.me._replace(role=Role.READER))
    [full], [masked] = p2k2.blank_grid(ctx, group), p2k2.blank_grid(reader, group)
    assert masked.nik == "•" * 12 + full.nik[-4:]
    assert p2k2.grids(reader, [(group, "")])[group, ""][0].no_kk.startswith("•")
