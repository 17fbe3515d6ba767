"""Families, members, groups and businesses at the service door."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import (
    Business,
    Component,
    Family,
    Group,
    Member,
    Position,
    Relation,
    Sex,
    Status,
)
from fieldkit.features.people.service import FamilyFilter, Sort


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


def test_a_family_is_saved_and_read_back_as_it_was(ctx):
    group = people.save_group(ctx, Group(name="Mawar 1"))
    family = Family(
        name="  Siti   Aminah ",
        no_kk="9901011201100001",
        nik="9901014101900001",
        group_id=group,
        birth_date=date(1990, 1, 1),
        sex=Sex.FEMALE,
        rt="3",
        rw="9",
        phone="+62 812-3456-7890",
        bpnt=True,
        decile=2,
        n_primary=2,
    )
    family_id = people.save_family(ctx, family)
    saved = people.family(ctx, family_id)
    assert saved == replace(
        family,
        id=family_id,
        name="Siti Aminah",
        rt="003",
        rw="009",
        phone="081234567890",
        row_code="A1",
    )


def test_a_family_without_nik_and_no_kk_is_allowed(ctx):
    family_id = people.save_family(ctx, Family(name="Mak Icih"))
    assert people.family(ctx, family_id).nik is None


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        (Family(name=""), ("name", "required")),
        (Family(name="x" * 300), ("name", "too_long")),
        (Family(name="A", nik="32730141019000011"), ("nik", "nik_length")),
        (Family(name="A", nik="3273013102010001"), ("nik", "nik_date")),
        (Family(name="A", nik="3273014001900001"), ("nik", "nik_date")),
        (Family(name="A", nik="٣٢٧٣٠١٤١٠١٩٠٠٠٠١"), ("nik", "nik_digits")),
        (Family(name="A", no_kk="12345"), ("no_kk", "kk_length")),
        (Family(name="A", no_kk="327301120110000X"), ("no_kk", "kk_digits")),
        (Family(name="A", birth_date=date(2030, 1, 1)), ("birth_date", "in_future")),
        (Family(name="A", n_senior=-1), ("n_senior", "negative")),
        (Family(name="A", decile=11), ("decile", "decile_range")),
        (Family(name="A", address="x" * 201), ("address", "too_long")),
        (Family(name="A", group_id="nowhere"), ("group_id", "unknown_group")),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_saved(ctx, family, expected):
    with pytest.raises(InvalidInputError) as error:
        people.save_family(ctx, family)
    assert expected in codes(error)
    assert people.count_families(ctx) == 0


def test_warnings_are_told_and_do_not_block(ctx):
    family = Family(
        name="A", nik="8901014101900000", birth_date=date(1991, 1, 1), sex=Sex.MALE,
        no_kk="9901019901100001", phone="12", rt="12a", postcode="1",
    )  # fmt: skip
    told = {p.code for p in people.problems_of(ctx, family) if p.is_warning}
    assert told == {
        "nik_serial", "nik_province", "nik_birth_differs", "nik_sex_differs", "kk_date",
        "phone_unlikely", "rt_rw_digits", "postcode_digits",
    }  # fmt: skip
    people.save_family(ctx, family)


def test_twins_in_the_register_are_told_by_name(ctx, make):
    make.family(name="Siti Aminah", nik="9901014101900001", no_kk="9901011201100001")
    told = people.problems_of(
        ctx, Family(name="S. Aminah", nik="9901014101900001", no_kk="9901011201100001")
    )
    assert [(p.code, p.details) for p in told if p.code.endswith("taken")] == [
        ("nik_taken", {"family": "Siti Aminah"}),
        ("kk_taken", {"family": "Siti Aminah"}),
    ]


def test_row_codes_count_on_within_a_group_and_stay(ctx):
    first = people.save_group(ctx, Group(name="Mawar"))
    second = people.save_group(ctx, Group(name="Melati"))
    ids = [people.save_family(ctx, Family(name=n, group_id=first)) for n in "ABC"]
    people.save_family(ctx, Family(name="D", group_id=second))
    assert [r.row_code for r in people.families_of_group(ctx, first)] == ["A1", "A2", "A3"]
    people.remove_family(ctx, ids[1])
    people.save_family(ctx, Family(name="E", group_id=first))
    assert [r.row_code for r in people.families_of_group(ctx, first)] == ["A1", "A3", "A4"]
    assert [r.row_code for r in people.families_of_group(ctx, second)] == ["B1"]


def test_the_tenth_family_comes_after_the_ninth(ctx):
    group = people.save_group(ctx, Group(name="Mawar"))
    for number in range(11):
        people.save_family(ctx, Family(name=f"Ibu {20 - number}", group_id=group))
    shown = [row.row_code for row in people.families_of_group(ctx, group)]
    assert shown[-3:] == ["A9", "A10", "A11"]


def test_a_family_that_moves_takes_members_along_and_gets_a_new_code(ctx):
    mawar = people.save_group(ctx, Group(name="Mawar"))
    melati = people.save_group(ctx, Group(name="Melati"))
    family_id = people.save_family(ctx, Family(name="A", group_id=mawar))
    member = people.save_member(ctx, Member(family_id=family_id, name="B"))
    business = people.save_business(ctx, Business(family_id=family_id, kind="Warung"))
    people.choose_leader(ctx, mawar, family_id)

    assert people.move_families(ctx, [family_id], melati) == 1

    moved = people.family(ctx, family_id)
    assert (moved.group_id, moved.row_code, moved.position) == (melati, "B1", None)
    assert people.group(ctx, mawar).leader_id is None
    for table, row in (("family", family_id), ("member", member), ("business", business)):
        assert ctx.db.value(f'SELECT _scope FROM "{table}" WHERE id = :i', i=row) == melati


def test_a_family_that_moves_stays_on_the_sheets_of_earlier_days(ctx, make):
    from fieldkit.features.p2k2 import service as p2k2

    mawar, melati = make.group("Mawar"), make.put("kpm_group", scope="g", id="g", name="Melati")
    siti, ani = make.family(mawar, "Siti"), make.family(mawar, "Ani")
    for record, day in (("s1", "2026-10-05"), ("s2", "2026-11-05")):
        make.put(
            "session", scope=mawar, id=record, group_id=mawar, title="P2K2", held_on=day,
            status="held",
        )  # fmt: skip
    for family in (siti, ani):
        make.put("attendance", scope=mawar, session_id="s1", family_id=family, status="present")
    people.move_families(ctx, [siti], melati, date(2026, 10, 20), "Pindah rumah")
    assert {row.family_id for row in p2k2.attendance_grid(ctx, "s1")} == {siti, ani}
    assert [one.title for one in p2k2.attendance_of_family(ctx, siti)] == ["P2K2"]
    assert people.events_of(ctx, siti)[0].before == "Mawar"
    people.move_families(ctx, [siti], mawar, date(2026, 11, 1))
    told = [(move.on, move.has_come) for move in people.group_moves(ctx, mawar)]
    assert told == [(date(2026, 11, 1), True), (date(2026, 10, 20), False)]


def test_saving_a_family_under_another_group_moves_it_too(ctx):
    mawar = people.save_group(ctx, Group(name="Mawar"))
    family_id = people.save_family(ctx, Family(name="A"))
    people.save_family(ctx, replace(people.family(ctx, family_id), group_id=mawar))
    assert people.family(ctx, family_id).row_code == "A1"
    assert ctx.db.value("SELECT _scope FROM family") == mawar
    people.move_families(ctx, [family_id], None)
    assert people.family(ctx, family_id).row_code is None
    assert ctx.db.value("SELECT _scope FROM family") == ctx.db.own_scope


def test_a_group_gets_the_next_letter_and_two_groups_never_share_one(ctx):
    people.save_group(ctx, Group(name="Mawar"))
    melati = people.save_group(ctx, Group(name="Melati"))
    assert people.group(ctx, melati).code == "B"
    with pytest.raises(InvalidInputError) as error:
        people.save_group(ctx, Group(name="mawar", code="b"))
    assert codes(error) == [("name", "group_name_taken"), ("code", "group_code_taken")]


def test_a_groups_new_letter_shows_in_the_row_codes(ctx):
    group = people.save_group(ctx, Group(name="Mawar"))
    people.save_family(ctx, Family(name="A", group_id=group))
    people.save_group(ctx, replace(people.group(ctx, group), code="m"))
    assert [r.row_code for r in people.families_of_group(ctx, group)] == ["M1"]


def test_a_group_with_families_is_not_removed(ctx, make):
    group = make.group()
    family_id = make.family(group)
    with pytest.raises(InvalidInputError):
        people.remove_group(ctx, group)
    people.remove_family(ctx, family_id)
    people.remove_group(ctx, group)
    assert people.groups(ctx) == []


def test_the_leader_is_one_of_the_group(ctx, make):
    group = make.group()
    first, second = make.family(group, "A"), make.family(group, "B")
    stranger = make.family(name="C")
    people.choose_leader(ctx, group, first)
    people.choose_leader(ctx, group, second)
    assert people.family(ctx, first).position is Position.MEMBER
    assert people.family(ctx, second).position is Position.CHAIR
    assert people.group_rows(ctx)[0].leader == "B"
    with pytest.raises(NotFoundError):
        people.choose_leader(ctx, group, stranger)
    people.choose_leader(ctx, group, None)
    assert people.group_rows(ctx)[0].leader is None


def test_groups_know_their_size(ctx, make):
    group = make.group()
    make.family(group)
    make.family(group, status="graduated")
    row = people.group_rows(ctx)[0]
    assert (row.name, row.families, row.served) == ("Mawar", 2, 1)
    assert len(people.families_of_group(ctx, group, served_only=True)) == 1


def test_components_come_from_members_or_else_from_the_imported_figures(ctx, make):
    group = make.group()
    counted = make.family(group, "A", n_primary=2, n_elderly=0)
    listed = make.family(group, "B", n_primary=2)
    people.save_member(ctx, Member(family_id=listed, name="C", component=Component.SENIOR))
    rows = people.family_rows(ctx, [counted, listed])
    assert rows[counted].counts == {Component.PRIMARY: 2, Component.ELDERLY: 0}
    assert rows[listed].counts == {Component.SENIOR: 1}
    for component, found in ((Component.PRIMARY, ["A"]), (Component.SENIOR, ["B"])):
        wanted = FamilyFilter(components=[component])
        assert [r.name for r in people.families(ctx, wanted)] == found
    assert people.count_families(ctx, FamilyFilter(components=[Component.VICTIM])) == 0


def test_members_are_saved_changed_and_removed(ctx, make):
    family_id = make.family()
    member_id = people.save_member(
        ctx,
        Member(
            family_id=family_id, name="Budi", relation=Relation.CHILD, birth_date=date(2019, 2, 1),
            component=Component.TODDLER,
        ),
    )  # fmt: skip
    members = people.members_of(ctx, family_id)
    people.save_member(ctx, replace(members[0], name="Budi Santoso"))
    assert people.member(ctx, member_id).name == "Budi Santoso"
    people.remove_member(ctx, member_id)
    assert people.members_of(ctx, family_id) == []
    with pytest.raises(NotFoundError):
        people.save_member(ctx, Member(family_id="gone", name="X"))


def test_an_unlikely_age_for_a_component_is_a_warning(ctx):
    from fieldkit.features.people.model import member_problems

    elder = Member(
        family_id="f", name="A", birth_date=date(1990, 1, 1), component=Component.ELDERLY,
        npsn="1", nisn="1",
    )  # fmt: skip
    found = member_problems(elder, ctx.today, ages=people.rules(ctx).ages)
    assert {p.code for p in found} == {"age_unlikely", "npsn_length", "nisn_length"}
    assert all(p.is_warning for p in found)


def test_a_business_is_saved_and_its_amounts_are_never_negative(ctx, make):
    family_id = make.family()
    business_id = people.save_business(
        ctx, Business(family_id=family_id, kind="Warung", turnover=500_000)
    )
    assert people.businesses_of(ctx, family_id)[0].turnover == 500_000
    with pytest.raises(InvalidInputError) as error:
        people.save_business(
            ctx,
            Business(family_id=family_id, kind="", turnover=-1, started_on=date(2027, 1, 1)),
        )
    assert codes(error) == [
        ("kind", "required"),
        ("started_on", "in_future"),
        ("turnover", "negative"),
    ]
    assert people.count_families(ctx, FamilyFilter(has_business=True)) == 1
    people.remove_business(ctx, business_id)
    assert people.count_families(ctx, FamilyFilter(has_business=False)) == 1


def test_a_new_status_is_dated(ctx, make):
    first, second = make.family(name="A"), make.family(name="B", status="graduated")
    assert people.set_status(ctx, [first, second], Status.GRADUATED, date(2026, 11, 1)) == 1
    assert people.family(ctx, first).status_on == date(2026, 11, 1)
    people.save_family(ctx, replace(people.family(ctx, second), status=Status.ACTIVE))
    assert people.family(ctx, second).status_on == ctx.today
    with pytest.raises(InvalidInputError):
        people.set_status(ctx, [first], Status.MOVED, date(2027, 1, 1))


def test_a_removed_family_takes_members_into_the_bin(ctx, make):
    family_id = make.family()
    people.save_member(ctx, Member(family_id=family_id, name="B"))
    people.remove_family(ctx, family_id)
    assert ctx.db.value("SELECT count(*) FROM member") == 0
    with pytest.raises(NotFoundError):
        people.family(ctx, family_id)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("md. ali", "Muhammad Ali"),
        ("muhammad ali", "Md. Ali"),
        ("muhammad ali", "M. Ali"),
        ("m. ali", "Muhammad Ali"),
        ("m ali", "H. Moch. Ali"),
        ("ahmad yani", "A. Yani"),
        ("ahmad yani", "Ach. Yani"),
        ("a. yani", "Achmad Yani"),
        ("akh. yani", "Ahmad Yani"),
        ("siti aminah", "S. Aminah"),
        ("st aminah", "Sitti Amina"),
        ("sitti aminah", "SITIAMINAH"),
        ("abdl rahman", "Abdurrahman"),
        ("abdurahman", "Abd. Rohman"),
        ("noerhajati", "Nur Hayati"),
        ("nurhayati", "Hj. Noer Hajati"),
        ("aminah umar", "Aminah binti Umar"),
        ("aminah bt umar", "Aminah Umar"),
        ("haji slamet", "H. Slamet"),
        ("haji", "Haji Mulyono"),
        ("drs selamet", "Slamet"),
        ("djoko tjahjono", "Joko Cahyono"),
        ("i made sudana", "I Md. Sudana"),
        ("i md sudana", "I Made Sudana"),
    ],
)
def test_short_forms_and_old_spellings_find_and_say_why(ctx, make, typed, name):
    family = make.family(name=name)
    make.family(name="Wagiyem")
    found = people.families(ctx, FamilyFilter(text=typed))
    assert [row.id for row in found] == [family]
    assert found[0].hit is None or found[0].hit.text == name


def test_search_finds_names_members_and_numbers_as_people_mean_them(ctx, make):
    siti = make.family(name="Siti Aminah", nik="9901014101900077", no_kk="9911223344556677")
    make.family(name="Moehammad Djoko")
    people.save_member(ctx, Member(family_id=siti, name="Raihan Putra"))

    def found(text):
        return [row.name for row in people.families(ctx, FamilyFilter(text=text))]

    for text in ("siti", "am", "AMINAH siti", "raihan", "900077", "5566", "Ibu Siti", "9911223"):
        assert found(text) == ["Siti Aminah"], text
    assert found("muhamad joko") == ["Moehammad Djoko"]
    assert found("siti putra") == []
    assert found("zzz") == []
    assert people.count_families(ctx, FamilyFilter(text="raihan")) == 1
    people.save_family(ctx, replace(people.family(ctx, siti), name="Sari"))
    assert found("aminah") == []
    people.prepare_search(ctx)
    assert found("sari") == ["Sari"]


def test_filters_narrow_the_list_together(ctx, make):
    mawar, melati = make.group(), make.put("kpm_group", scope="g2", id="g2", name="M", code="B")
    one = make.family(mawar, "A", rt="001")
    make.family(mawar, "B", rt="002", status="moved")
    make.family(melati, "C", rw="001")
    make.family(None, "D")

    def names(**wanted):
        return [row.name for row in people.families(ctx, FamilyFilter(**wanted))]

    assert names(group_ids=[mawar]) == ["A", "B"]
    assert names(without_group=True) == ["D"]
    assert names(group_ids=[mawar], without_group=True) == ["A", "B", "D"]
    assert names(group_ids=[mawar], rt="001") == ["A"]
    assert names(rw="001") == ["C"]
    assert names(statuses=[Status.MOVED]) == ["B"]
    assert names(among=[one]) == ["A"]
    assert names(among=[]) == []
    assert names(text="a", group_ids=[melati]) == []
    assert people.family_ids(ctx, FamilyFilter(group_ids=[melati])) == [
        row.id for row in people.families(ctx) if row.name == "C"
    ]


def test_the_list_is_sorted_and_paged_by_the_database(ctx, make):
    group = make.group()
    for number, name in enumerate(["dewi", "Ani", "citra", "Budi"]):
        make.family(group, name, row_code=f"A{number + 8}", rt=f"00{9 - number}")

    def names(sort, **more):
        return [row.name for row in people.families(ctx, sort=sort, **more)]

    assert names(Sort.NAME) == ["Ani", "Budi", "citra", "dewi"]
    assert names(Sort.NAME, descending=True, offset=1, limit=2) == ["citra", "Budi"]
    assert names(Sort.ROW_CODE) == ["dewi", "Ani", "citra", "Budi"]
    assert names(Sort.AREA) == ["Budi", "citra", "Ani", "dewi"]
    assert names(Sort.GROUP) == ["Ani", "Budi", "citra", "dewi"]
    assert names(Sort.STATUS, limit=1) == ["Ani"]


def test_the_overview_counts_the_register(ctx, make):
    group = make.group()
    make.family(group)
    make.family(None, status="moved")
    seen = people.overview(ctx)
    assert (seen.families, seen.served, seen.groups, seen.without_group) == (2, 1, 1, 1)


def test_a_reader_sees_masked_numbers_and_changes_nothing(ctx, make, book):
    reader = book(role=Role.READER)
    with reader.db.write(people_step()) as writer:
        writer.put(
            "family",
            {"id": "f", "name": "A", "nik": "9901014101900001", "kks_no": "1234567890123456"},
            scope="s",
        )
        writer.put("member", {"id": "m", "family_id": "f", "name": "B", "nik": "9901014101900002"},
                   scope="s")  # fmt: skip
    assert people.family(reader, "f").nik == "••••••••••••0001"
    assert people.families(reader)[0].nik == "••••••••••••0001"
    assert people.members_of(reader, "f")[0].nik == "••••••••••••0002"
    assert people.member(reader, "m").nik == "••••••••••••0002"
    with pytest.raises(PermissionDeniedError):
        people.save_family(reader, Family(name="C"))
    with pytest.raises(PermissionDeniedError):
        people.note_ids_seen(reader, "f")


def people_step():
    from fieldkit.core.db.steps import Step

    return Step("Prepare")


def test_looking_at_full_numbers_is_noted_on_this_laptop(ctx, make):
    family_id = make.family()
    people.note_ids_seen(ctx, family_id)
    assert ctx.db.row("SELECT what, detail FROM access") == {
        "what": "full_ids",
        "detail": family_id,
    }


def test_a_leader_may_not_see_families(book):
    with pytest.raises(PermissionDeniedError):
        people.families(book(role=Role.LEADER))


def test_a_word_from_a_newer_program_reads_as_other(ctx, make):
    family_id = make.family(status="sleeping", sex="unheard_of", position="x")
    assert people.family(ctx, family_id).status is Status.OTHER
    assert people.family(ctx, family_id).sex is None
    assert people.families(ctx)[0].position is None


def test_what_is_not_there_is_not_found(ctx, make):
    with pytest.raises(NotFoundError):
        people.member(ctx, "gone")
    with pytest.raises(NotFoundError):
        people.group(ctx, "gone")
    assert people.component_counts(ctx, "gone") == {}
    make.family(rt=None, rw="002")
    make.family(rt="001", rw="002")
    make.family(rt=None, rw=None)
    assert people.areas(ctx) == [(None, "002"), ("001", "002")]


def test_a_group_is_named_lettered_and_dated_sensibly(ctx):
    with pytest.raises(InvalidInputError) as error:
        people.save_group(ctx, Group(name="", code="A1", meeting_day=32))
    assert codes(error) == [
        ("name", "required"),
        ("meeting_day", "day_of_month"),
        ("code", "group_code"),
    ]


def test_typing_is_kept_on_this_laptop_until_it_is_dropped(ctx):
    assert people.draft(ctx, "new") is None
    people.keep_draft(ctx, "new", {"name": "Si"})
    assert people.draft(ctx, "new") == {"name": "Si"}
    people.drop_draft(ctx, "new")
    people.drop_draft(ctx, "new")
    assert people.draft(ctx, "new") is None


def test_a_row_code_given_by_hand_is_kept(ctx):
    group = people.save_group(ctx, Group(name="Mawar"))
    family_id = people.save_family(ctx, Family(name="A", group_id=group, row_code="A7"))
    assert people.family(ctx, family_id).row_code == "A7"
    people.save_family(ctx, Family(name="B", group_id=group))
    assert people.families_of_group(ctx, group)[1].row_code == "A8"


def test_the_next_letters_of_a_word_narrow_the_former_answer(ctx, make):
    for name in ("Siti Aminah", "Sitoresmi", "Omah"):
        make.family(name=name)

    def found(text, **more):
        return [row.name for row in people.families(ctx, FamilyFilter(text=text, **more))]

    assert found("sit") == ["Siti Aminah", "Sitoresmi"]
    assert found("siti") == ["Siti Aminah"]
    assert found("siti am") == ["Siti Aminah"]
    assert found("sit", rt="003") == ["Siti Aminah", "Sitoresmi"]
    assert found("sit", rt="009") == []
