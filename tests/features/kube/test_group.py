"""A KUBE and its members, at the service door."""

from datetime import date, timedelta

import pytest

from fieldkit.core import sentences
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, money_in
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember, Position, Status


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


def a_kube(ctx, **more):
    facts = {"name": "Melati 3", "village": "Galur", "district": "Johar Baru", "dues_amount": 5000}
    return group.save_kube(ctx, Kube(**(facts | more)))


def test_a_saved_group_comes_back_tidied(ctx):
    kube_id = a_kube(ctx, name="  Melati   3 ", note=" ", formed_on=date(2016, 5, 1))
    kept = group.kube(ctx, kube_id)
    assert kept.name == "Melati 3"
    assert kept.note is None
    assert kept.formed_on == date(2016, 5, 1)
    assert kept.status is Status.ACTIVE
    assert group.area_line(kept) == "Kelurahan/Desa Galur, Kecamatan Johar Baru"


def test_groups_are_listed_by_name_with_those_at_work_first(ctx):
    a_kube(ctx, name="Anggrek", status=Status.INACTIVE)
    a_kube(ctx, name="melati")
    a_kube(ctx, name="Kenanga")
    assert [kube.name for kube in group.kubes(ctx)] == ["Kenanga", "melati", "Anggrek"]


def test_everything_wrong_in_a_group_is_said_at_once(ctx):
    with pytest.raises(InvalidInputError) as error:
        a_kube(
            ctx, name=" ", dues_amount=-1, iks_amount=-5, meeting_day=8,
            formed_on=date(2027, 1, 1), village="x" * 201, note="y" * 2001,
        )  # fmt: skip
    assert codes(error) == {
        ("name", "required"), ("dues_amount", "negative"), ("iks_amount", "negative"),
        ("meeting_day", "unknown_choice"), ("formed_on", "in_future"), ("village", "too_long"),
        ("note", "too_long"),
    }  # fmt: skip


def test_a_group_that_is_not_there_is_said_so(ctx):
    with pytest.raises(NotFoundError):
        group.kube(ctx, "nowhere")
    with pytest.raises(NotFoundError):
        group.member(ctx, "nobody")


def test_members_come_in_the_order_of_the_member_book(ctx):
    kube_id = a_kube(ctx)
    group.add_members(ctx, kube_id, ["Siti", " ", "Aminah"], joined_on=date(2024, 1, 1))
    group.save_member(ctx, KubeMember(kube_id=kube_id, name="Badriah"))
    assert [m.name for m in group.members(ctx, kube_id)] == ["Siti", "Aminah", "Badriah"]
    assert [m.row_no for m in group.members(ctx, kube_id)] == [1, 2, 3]


def test_a_list_without_names_is_refused(ctx):
    kube_id = a_kube(ctx)
    with pytest.raises(InvalidInputError) as error:
        group.add_members(ctx, kube_id, [" ", ""])
    assert codes(error) == {("names", "no_names")}
    with pytest.raises(InvalidInputError) as error:
        group.add_members(ctx, kube_id, ["x" * 101])
    assert codes(error) == {("names", "line_too_long")}


def test_each_line_of_a_pasted_list_that_is_too_long_is_named(ctx):
    kube_id = a_kube(ctx)
    long = "Siti Aminah binti Haji Muhammad Umar " * 4
    tomorrow = ctx.today + timedelta(days=1)
    with pytest.raises(InvalidInputError) as refused:
        group.add_members(ctx, kube_id, ["Ani", "", long, "Badriah", "y" * 130], joined_on=tomorrow)
    told = [sentences.problem_sentence(p) for p in refused.value.problems if p.field == "names"]
    assert len(told) == 2
    assert "Line 3, “Siti Aminah binti Haji Muhamma…”, has 147 letters" in told[0]
    assert "Line 5," in told[1]
    assert [p.code for p in refused.value.problems if p.field == "joined_on"] == ["in_future"]
    assert not group.members(ctx, kube_id)


def test_members_are_current_by_date_and_former_afterwards(ctx):
    kube_id = a_kube(ctx)
    wanted = KubeMember(
        kube_id=kube_id, name="Darsih", joined_on=date(2024, 3, 1), left_on=date(2026, 5, 12)
    )
    member_id = group.save_member(ctx, wanted)
    assert not group.members(ctx, kube_id, at=date(2024, 2, 29))
    assert [m.id for m in group.members(ctx, kube_id, at=date(2026, 5, 11))] == [member_id]
    assert not group.members(ctx, kube_id)
    assert [m.id for m in group.former_members(ctx, kube_id)] == [member_id]
    assert [m.id for m in group.everyone(ctx, kube_id)] == [member_id]


def test_a_position_on_the_board_is_held_by_one(ctx):
    kube_id = a_kube(ctx)
    group.save_member(ctx, KubeMember(kube_id=kube_id, name="Aminah", position=Position.CHAIR))
    with pytest.raises(InvalidInputError) as error:
        group.save_member(ctx, KubeMember(kube_id=kube_id, name="Siti", position=Position.CHAIR))
    assert codes(error) == {("position", "position_taken")}
    assert group.holder(group.members(ctx, kube_id), Position.CHAIR).name == "Aminah"
    assert group.holder(group.members(ctx, kube_id), Position.TREASURER) is None


def test_everything_wrong_in_a_member_is_said_at_once(ctx):
    kube_id = a_kube(ctx)
    wrong = KubeMember(
        kube_id=kube_id, name="", joined_on=date(2027, 1, 1), left_on=date(2026, 1, 1),
        birth_year=78, phone="9" * 201,
    )  # fmt: skip
    with pytest.raises(InvalidInputError) as error:
        group.save_member(ctx, wrong)
    assert codes(error) == {
        ("name", "required"), ("joined_on", "in_future"), ("left_on", "ends_before_start"),
        ("birth_year", "odd_birth_year"), ("phone", "too_long"),
    }  # fmt: skip


def test_a_group_of_four_is_warned_of_and_one_of_five_is_not(ctx, make):
    kube_id, _people = make.kube(members=4)
    warnings = group.warnings(ctx, kube_id)
    assert [p.code for p in warnings] == ["kube_size"]
    assert all(p.is_warning for p in warnings)
    group.add_members(ctx, kube_id, ["Euis"])
    assert group.warnings(ctx, kube_id) == []


def test_a_group_without_a_board_is_warned_of(ctx):
    kube_id = a_kube(ctx)
    assert group.warnings(ctx, kube_id) == []
    group.add_members(ctx, kube_id, [f"Ibu {n}" for n in range(21)])
    assert {p.code for p in group.warnings(ctx, kube_id)} == {
        "kube_size", "no_chair", "no_secretary", "no_treasurer",
    }  # fmt: skip


def test_a_member_noted_by_mistake_goes_to_the_bin_and_one_with_money_stays(ctx, make):
    kube_id, (first, second, _third) = make.kube()
    entry = money_in(kube_id, date(2026, 11, 1), Account.DUES, 5000, "Iuran", member=first)
    cashbook.record_entry(ctx, entry)
    with pytest.raises(InvalidInputError) as error:
        group.remove_member(ctx, first)
    assert codes(error) == {("left_on", "member_has_records")}
    group.remove_member(ctx, second)
    assert second not in [m.id for m in group.everyone(ctx, kube_id)]


def test_a_coordinator_sees_and_does_not_change(ctx, book):
    other = book(role=Role.COORDINATOR)
    assert group.kubes(other) == []
    with pytest.raises(PermissionDeniedError):
        a_kube(other)


def test_words_of_a_newer_program_read_as_the_plain_case(ctx, make):
    kube_id, (first, *_rest) = make.kube(status="dissolved")
    make.put("kube_member", id=first, position="patron")
    assert group.kube(ctx, kube_id).status is Status.ACTIVE
    assert group.member(ctx, first).position is Position.MEMBER


def asked(**more):
    facts = {"rule": group.Asked.SIZE, "valid_from": date(2026, 1, 1), "low": 10, "high": 10,
             "source": "Edaran Dinas Sosial 2026"}  # fmt: skip
    return group.Ruling(**(facts | more))


def told(problems, code):
    return next(sentences.problem_sentence(p) for p in problems if p.code == code)


def test_a_rule_of_ones_own_takes_the_place_of_the_given_one_and_names_its_source(ctx, make):
    kube_id, _people = make.kube(members=7)
    assert group.warnings(ctx, kube_id) == []
    group.save_rulings(ctx, [asked()])
    text = told(group.warnings(ctx, kube_id), "kube_size")
    assert text == (
        "7 members, where 10 to 10 heads of family are asked for: Edaran Dinas Sosial 2026."
    )
    group.save_rulings(ctx, [asked(valid_from=date(2027, 1, 1))])
    assert group.warnings(ctx, kube_id) == []
    group.save_rulings(ctx, [asked(low=None, high=6)])
    assert "at most 6" in told(group.warnings(ctx, kube_id), "kube_size")
    group.save_rulings(ctx, [asked(low=None, high=None, applies=False)])
    assert group.warnings(ctx, kube_id) == []
    assert len(group.rulings(ctx)) == 1


def test_a_rule_of_a_programme_counts_for_its_groups_alone(ctx, make):
    mine, _people = make.kube("Melati 3", members=7, programme="KUBE PKH 2026")
    other, _people = make.kube("Kenanga 1", members=7)
    group.save_rulings(ctx, [asked(programme="kube pkh 2026"), asked(low=5, high=8)])
    assert [p.code for p in group.warnings(ctx, mine)] == ["kube_size"]
    assert group.warnings(ctx, other) == []


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": None}, {"source": " "}, {"low": 12}, {"low": -1}, {"high": 1001},
        {"low": None, "high": None},
    ],
)  # fmt: skip
def test_a_rule_without_a_day_a_source_or_limits_that_fit_is_refused(ctx, change):
    with pytest.raises(InvalidInputError) as error:
        group.save_rulings(ctx, [asked(**change)])
    assert codes(error) == {("rulings", "ruling_is_wrong")}


def test_members_from_another_village_are_named_and_an_unknown_village_is_not(ctx, make):
    kube_id, people = make.kube(members=6, village="Kelurahan Galur")
    assert group.warnings(ctx, kube_id) == []
    make.put("kube_member", id=people[0], village="GALUR")
    make.put("kube_member", id=people[1], village="Tanah Tinggi")
    family = make.family(name="Chasanah", village="Kel. Johar Baru")
    make.put("kube_member", id=people[2], family_id=family)
    assert told(group.warnings(ctx, kube_id), "kube_villages") == (
        "Badriah, Chasanah live outside Kelurahan Galur, where all are asked to be from one"
        " village: Permensos 2/2019 pasal 3."
    )
    make.put("kube_member", id=people[2], village="Galur")
    assert "Badriah live outside" in told(group.warnings(ctx, kube_id), "kube_villages")
    assert group.villages(ctx, kube_id)[people[2]] == "Galur"


def test_without_a_village_of_the_group_its_members_are_compared_with_each_other(ctx, make):
    kube_id, people = make.kube(members=5)
    for person, place in zip(people, ("Galur", "Desa Galur", "Senen"), strict=False):
        make.put("kube_member", id=person, village=place)
    assert "Chasanah live outside" in told(group.warnings(ctx, kube_id), "kube_villages")


def test_the_register_is_offered_to_whoever_keeps_it(ctx, book, make):
    make.family(name="Aminah", rt="003", rw="09")
    assert [words for _id, words in group.families_to_link(ctx)] == ["Aminah · RT 003 RW 09"]
    assert group.families_to_link(book(role=Role.LEADER)) == []


def test_the_given_rules_are_told_with_their_sources():
    lines = group.given_in_words()
    assert lines[0] == "Number of members: 5 to 20 (Permensos 2/2019 pasal 3, from 12 Mar 2019)"
    assert any("All from one village: is asked" in line for line in lines)
