"""Home visits, at the service door."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core import sentences
from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Place, Purpose, Reason, Visit, Wanted, Which

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def visit(make, group):
    return Visit(
        family_id=make.family(group),
        visited_on=date(2026, 11, 10),
        purposes=(Purpose.BUSINESS,),
        agreement="Stok dicatat setiap hari",
    )


def called(make, family, day):
    return make.put("visit", scope="x", family_id=family, visited_on=day, agreement="ya")


def test_a_recorded_visit_is_listed_with_every_field(ctx, visit):
    full = replace(
        visit,
        starts=time(9, 0),
        ends=time(9, 45),
        address="Kp. Baru",
        met_name="Siti",
        met_relation="Ibu",
        purposes=(Purpose.CASE, Purpose.OTHER),
        house_condition="Lantai semen",
        family_condition="Sehat",
        potential="Pandai menjahit",
        problem="Modal kecil",
        education="Memisahkan uang usaha",
        follow_up="Bawa buku kas",
        follow_up_due=date(2026, 12, 1),
        latitude=-6.12,
        longitude=106.15,
        visitor="Sri",
    )
    visit_id = service.record_visit(ctx, full)
    assert service.visits_of(ctx, visit.family_id) == [replace(full, id=visit_id)]


def test_a_blank_visitor_is_the_keeper_of_the_book(ctx, visit):
    visit_id = service.record_visit(ctx, visit)
    assert service.visit(ctx, visit_id).visitor == ctx.me.name


def test_a_visit_lies_in_the_scope_of_its_group(ctx, visit, group):
    visit_id = service.record_visit(ctx, visit)
    assert ctx.db.value("SELECT _scope FROM visit WHERE id = :i", i=visit_id) == group


def test_the_visits_of_a_family_without_a_group_stay_with_the_keeper(ctx, make, visit):
    visit_id = service.record_visit(ctx, replace(visit, family_id=make.family()))
    assert ctx.db.value("SELECT _scope FROM visit WHERE id = :i", i=visit_id) == ctx.db.own_scope


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"visited_on": date(2026, 11, 21)}, "visited_on", "in_future"),
        ({"visited_on": None}, "visited_on", "required"),
        ({"agreement": "  "}, "agreement", "visit_without_agreement"),
        ({"purposes": ()}, "purposes", "visit_without_purpose"),
        ({"purposes": ("holiday",)}, "purposes", "unknown_choice"),
        ({"starts": time(9), "ends": time(9)}, "ends", "ends_before_start"),
        ({"follow_up_due": date(2026, 12, 1)}, "follow_up", "due_without_follow_up"),
        (
            {"follow_up": "x", "follow_up_due": date(2026, 11, 9)},
            "follow_up_due",
            "due_before_visit",
        ),
        ({"follow_up_done_on": date(2026, 11, 9)}, "follow_up_done_on", "done_before_visit"),
        ({"follow_up_done_on": date(2026, 11, 21)}, "follow_up_done_on", "in_future"),
        ({"met_name": "x" * 81}, "met_name", "too_long"),
        ({"problem": "x" * 1001}, "problem", "too_long"),
        ({"latitude": -6.1}, "longitude", "half_a_position"),
        ({"longitude": 106.1}, "latitude", "half_a_position"),
        ({"latitude": -96.0, "longitude": 106.0}, "latitude", "no_such_position"),
        ({"latitude": -6.0, "longitude": 190.0}, "longitude", "no_such_position"),
        ({"family_id": ""}, "family_id", "visit_without_family"),
        ({"family_id": "nobody"}, "family_id", "visit_without_family"),
    ],
)
def test_a_visit_that_can_not_be_so_is_refused_and_nothing_saved(ctx, visit, change, field, code):
    with pytest.raises(InvalidInputError) as caught:
        service.record_visit(ctx, replace(visit, **change))
    assert [(p.field, p.code) for p in caught.value.problems] == [(field, code)]
    assert sentences.sentence(caught.value) != code
    assert ctx.db.value("SELECT count(*) FROM visit") == 0


def test_odd_but_possible_facts_are_warnings_and_do_not_block(ctx, visit):
    odd = replace(visit, follow_up="Ke puskesmas", latitude=48.8, longitude=2.3)
    visit_id = service.record_visit(ctx, odd)
    codes = [p.code for p in service.warnings(ctx, service.visit(ctx, visit_id))]
    assert codes == ["follow_up_without_due", "position_abroad"]


def test_a_second_visit_on_the_same_day_is_a_warning(ctx, visit):
    service.record_visit(ctx, visit)
    assert [p.code for p in service.warnings(ctx, visit)] == ["visited_twice_that_day"]
    first = service.visits_of(ctx, visit.family_id)[0]
    assert service.warnings(ctx, first) == []


def test_a_visit_can_be_changed_and_removed(ctx, visit):
    visit_id = service.record_visit(ctx, visit)
    service.save_visit(ctx, replace(service.visit(ctx, visit_id), agreement="Lain"))
    assert service.visit(ctx, visit_id).agreement == "Lain"
    service.remove_visit(ctx, visit_id)
    assert service.visits_of(ctx, visit.family_id) == []
    with pytest.raises(NotFoundError):
        service.save_visit(ctx, replace(visit, id=visit_id))


def test_what_does_not_exist_is_not_found(ctx):
    for ask in (service.visit, service.visit_line, service.remove_visit, service.planned):
        with pytest.raises(NotFoundError):
            ask(ctx, "nothing")


def test_only_a_facilitator_records_visits(book, visit):
    for role in set(Role) - {Role.FACILITATOR}:
        other = book(role=role)
        for command in (service.record_visit, service.save_visit):
            with pytest.raises(PermissionDeniedError):
                command(other, visit)


def test_a_leader_sees_no_visits(book):
    with pytest.raises(PermissionDeniedError):
        service.least_recently_visited(book(role=Role.LEADER))


def test_the_never_visited_come_first_then_the_longest_ago(ctx, make, group):
    recent, old, never = (make.family(group, name) for name in ("Ani", "Budi", "Cici"))
    called(make, recent, "2026-11-01")
    called(make, old, "2026-02-01")
    called(make, old, "2026-07-11")
    due = service.least_recently_visited(ctx)
    assert [(d.id, d.days) for d in due] == [(never, None), (old, 132), (recent, 19)]
    assert due[1].group_name == "Mawar"
    assert due[1].place == Place(village="", rw="009", rt="003")


def test_a_code_finds_its_family_before_those_it_only_begins(ctx, make, group):
    a15, a1, a7 = (make.family(group, name, row_code=code) for name, code in
                   (("Ani", "A15"), ("Budi", "A1"), ("Cici", "A07")))  # fmt: skip
    called(make, a1, "2026-11-01")
    for by_place in (False, True):
        found = service.least_recently_visited(ctx, wanted=Wanted(text="a1", by_place=by_place))
        assert [due.id for due in found] == [a1, a15]
    assert service.least_recently_visited(ctx, wanted=Wanted(text="a07"))[0].id == a7


def test_the_planner_pages_and_counts(ctx, make, group):
    for number in range(7):
        make.family(group, f"Ibu {number}")
    pages = [service.least_recently_visited(ctx, limit=3, offset=o) for o in (0, 3, 6)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({d.id for page in pages for d in page}) == 7
    assert service.due_count(ctx) == 7
    assert len(service.least_recently_visited(ctx, limit=-1)) == 7


def test_families_that_left_are_not_planned(ctx, make, group):
    make.family(group, status="graduated")
    make.family(group, "Tetap", status="candidate_graduation")
    make.family(group, "Tanpa status", status=None)
    names = [d.name for d in service.least_recently_visited(ctx)]
    assert names == ["Tanpa status", "Tetap"]


def test_the_planner_is_narrowed_by_group_place_and_words(ctx, make, group):
    other = make.group("Melati")
    here = make.family(group, "Siti Aminah", rt="001", row_code="A07")
    there = make.family(other, "Yuyun", rt="002")
    alone = make.family(None, "Tuti", rt="002")

    def names(**wanted):
        return [d.id for d in service.least_recently_visited(ctx, wanted=Wanted(**wanted))]

    assert names(group_id=group) == [here]
    assert names(group_id="") == [alone]
    assert names(place=Place(village="", rw="009", rt="002")) == [alone, there]
    assert names(text="sitti amina") == [here]
    assert names(text="a07") == [here]
    assert names(text="nobody at all") == []
    assert [d.id for d in service.least_recently_visited(ctx, group=other)] == [there]


def test_the_planner_lists_only_the_never_visited_the_overdue_or_the_follow_ups(ctx, make, group):
    never, old, recent = (make.family(group, name) for name in ("Ani", "Budi", "Cici"))
    called(make, old, "2026-08-21")
    make.put(
        "visit", scope=group, family_id=recent, visited_on="2026-11-01",
        follow_up="x", follow_up_due="2026-11-19",
    )  # fmt: skip

    def ids(which):
        wanted = Wanted(which=which)
        found = service.least_recently_visited(ctx, wanted=wanted)
        assert service.due_count(ctx, wanted=wanted) == len(found)
        return [d.id for d in found]

    assert ids(Which.NEVER) == [never]
    assert ids(Which.LONG_AGO) == [old]
    assert ids(Which.FOLLOW_UP) == [recent]
    assert service.not_visited_since(ctx) == sorted([never, old])


def test_neighbours_stand_together_when_asked(ctx, make, group):
    for name, rt in (("Ani", "002"), ("Budi", "001"), ("Cici", "002"), ("Dedi", "001")):
        make.family(group, name, rt=rt)
    found = service.least_recently_visited(ctx, wanted=Wanted(by_place=True))
    assert [d.name for d in found] == ["Budi", "Dedi", "Ani", "Cici"]


def test_the_reasons_say_why_a_family_is_due(ctx, make, group):
    family = make.family(
        group, status="candidate_graduation", n_pregnant=1, verified_on="2026-10-01"
    )
    make.put(
        "visit", scope=group, family_id=family, visited_on="2026-05-01",
        follow_up="x", follow_up_due="2026-06-01",
    )  # fmt: skip
    due = service.planned(ctx, family)
    assert model.reasons(due, ctx.today) == [
        Reason.FOLLOW_UP_OVERDUE,
        Reason.LONG_AGO,
        Reason.GRADUATION_CANDIDATE,
        Reason.PREGNANT,
    ]


def test_members_recorded_one_by_one_count_before_the_imported_figures(ctx, make, group):
    family = make.family(group, n_pregnant=1)
    make.put("member", scope=group, family_id=family, name="Nenek", component="elderly")
    due = service.planned(ctx, family)
    assert (due.has_pregnant, due.has_elderly, due.has_disabled) == (False, True, False)
    assert model.reasons(due, ctx.today)[0] is Reason.NEVER_VISITED


def test_every_word_on_the_planner_and_the_form_is_known():
    assert set(service.PURPOSES) == set(Purpose)
    assert set(service.REASONS) == set(Reason)


def test_follow_ups_are_due_until_they_are_done(ctx, visit):
    promised = replace(visit, follow_up="Antar ke puskesmas", follow_up_due=date(2026, 11, 15))
    visit_id = service.record_visit(ctx, promised)
    assert [line.id for line in service.follow_ups_due(ctx)] == [visit_id]
    assert service.follow_ups_due(ctx, date(2026, 11, 14)) == []
    assert service.follow_ups_due(ctx, group="") == []
    service.finish_follow_up(ctx, visit_id)
    assert service.follow_ups_due(ctx) == []
    assert service.visit(ctx, visit_id).follow_up_done_on == ctx.today


def test_coverage_counts_never_overdue_recent_and_this_month(ctx, make, group):
    other = make.group("Melati")
    ani, budi, _cici = (make.family(group, name, rt="001") for name in ("Ani", "Budi", "Cici"))
    dedi = make.family(other, "Dedi", rt="002")
    make.family(group, "Pindah", status="moved")
    for family, day in ((ani, "2026-11-02"), (ani, "2026-11-09"), (budi, "2026-08-21")):
        called(make, family, day)
    called(make, dedi, "2026-08-22")
    mawar, melati = service.coverage(ctx, NOVEMBER)
    assert (mawar.name, mawar.families, mawar.never, mawar.overdue) == ("Mawar", 3, 1, 1)
    assert (mawar.recent, mawar.in_month, mawar.visits) == (1, 1, 2)
    assert (melati.recent, melati.in_month, melati.share_recent) == (1, 0, 1.0)
    everybody = model.total([mawar, melati])
    assert (everybody.families, everybody.never, everybody.visits) == (4, 1, 2)
    by_rt = service.coverage(ctx, by="place")
    assert [(line.key, line.families) for line in by_rt] == [
        ('["","009","001"]', 3),
        ('["","009","002"]', 1),
    ]
    assert [line.name for line in service.coverage(ctx, group=other)] == ["Melati"]


def test_coverage_of_an_earlier_month_does_not_know_later_visits(ctx, make, group):
    family = make.family(group)
    called(make, family, "2026-11-02")
    (october,) = service.coverage(ctx, Month(2026, 10))
    assert (october.never, october.visits) == (1, 0)


def test_without_families_there_is_no_share(ctx):
    assert service.coverage(ctx) == []
    assert model.total([]).share_recent is None
    assert model.total([]).share_in_month is None


def test_the_visits_of_a_month_come_in_their_order_with_names(ctx, make, visit, group):
    service.record_visit(ctx, visit)
    service.record_visit(ctx, replace(visit, visited_on=date(2026, 11, 3)))
    called(make, visit.family_id, "2026-10-31")
    lines = service.visits_of_month(ctx, NOVEMBER)
    assert [line.visit.visited_on.day for line in lines] == [3, 10]
    assert (lines[0].family_name, lines[0].group_name, lines[0].rt) == (
        "Siti Aminah",
        "Mawar",
        "003",
    )
    assert service.visits_of_month(ctx, NOVEMBER, group="") == []
    assert service.visit_count(ctx, NOVEMBER) == 2
    assert service.visit_count(ctx, NOVEMBER, group="") == 0
    assert service.latest_month(ctx) == NOVEMBER


def test_an_empty_book_knows_no_month_and_no_places(ctx):
    assert service.latest_month(ctx) is None
    assert service.places(ctx) == []
    assert service.groups(ctx) == []


def test_groups_and_places_with_served_families_are_offered(ctx, make, group):
    make.family(group, rt="001", village="Sukasari")
    make.family(group, rt="002", status="moved")
    make.group("Kosong")
    assert service.groups(ctx) == [(group, "Mawar")]
    assert service.places(ctx) == [Place(village="Sukasari", rw="009", rt="001")]
    assert service.places(ctx, group="") == []


def test_a_visit_in_the_bin_does_not_count(ctx, visit):
    visit_id = service.record_visit(ctx, visit)
    service.remove_visit(ctx, visit_id)
    assert service.planned(ctx, visit.family_id).days is None


def visited(ctx, family, day, **more):
    facts = {"purposes": (Purpose.CASE,), "agreement": "ya", **more}
    return service.record_visit(ctx, Visit(family_id=family, visited_on=day, **facts))


@pytest.fixture
def families(make, group):
    names = ("Ani", "Budi", "Cici", "Dewi")
    return [make.family(group, name, rt=f"00{n}") for n, name in enumerate(names, 1)]


# -- how evenly ------------------------------------------------------------------------------


def test_reach_tells_how_evenly_visits_fell(ctx, families):
    for day in (date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 2)):
        visited(ctx, families[0], day)
    visited(ctx, families[1], date(2026, 10, 3))
    found = service.reach(ctx, NOVEMBER, months=3)
    assert [(m.month.month, m.visits, m.families) for m in found.months] == [
        (9, 1, 1), (10, 3, 2), (11, 0, 0),
    ]  # fmt: skip
    assert (found.families, found.unvisited, found.fewest, found.most) == (4, 2, 0, 3)
    assert found.mean == 1.0
    assert found.gini == pytest.approx(0.625)


def test_reach_of_an_empty_book_is_unknown(ctx):
    found = service.reach(ctx)
    assert (found.families, found.fewest, found.mean, found.gini) == (0, None, None, None)


# -- many visits from one paper --------------------------------------------------------------


def test_ten_visits_are_saved_as_one_step(ctx, families):
    typed = [
        Visit(family_id=f, visited_on=date(2026, 11, 18), purposes=(Purpose.CASE,), agreement="ya")
        for f in families
    ]
    assert service.record_visits(ctx, typed) == 4
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert service.visit_count(ctx, NOVEMBER) == 0


def test_one_wrong_line_stops_all_and_names_itself(ctx, families):
    good = Visit(
        family_id=families[0], visited_on=date(2026, 11, 18), purposes=(Purpose.CASE,),
        agreement="ya",
    )  # fmt: skip
    with pytest.raises(InvalidInputError) as error:
        service.record_visits(ctx, [good, replace(good, agreement="", family_id=families[1])])
    (problem,) = error.value.problems
    assert (problem.field, problem.details["line"]) == ("agreement", 2)
    assert service.visit_count(ctx, NOVEMBER) == 0


@given(st.lists(st.integers(0, 20), max_size=30))
def test_gini_lies_between_even_and_one(counts):
    found = model.gini(counts)
    assert (found is None) == (sum(counts) == 0)
    if found is not None:
        assert -1e-9 <= found < 1


def test_gini_of_known_spreads():
    assert model.gini([3, 3, 3]) == 0
    assert model.gini([0, 0, 0, 4]) == 0.75
