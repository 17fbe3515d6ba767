"""Lists that leave the book come back without loss, whatever stands in them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.errors import PermissionDeniedError
from fieldkit.core.render.sheets import read_workbook
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context
from fieldkit.features.people import service as people
from fieldkit.features.people.lists import columns
from fieldkit.features.people.lists.exporting import FAMILY_TITLES, MEMBER_TITLES
from fieldkit.features.people.model import Business, Component, Family, Group, Member, Relation
from fieldkit.features.people.service import Audience, Content, FamilyFilter, Outcome, Wish
from fieldkit.features.people.words import Position, Sex, Status


@pytest.fixture
def register(ctx):
    """A group with two families, members, a business and tags."""
    group = people.save_group(ctx, Group(name="Mawar", code="C", village="Galur"))
    siti = people.save_family(
        ctx,
        Family(
            name="Siti Nur'aini", nik="9901014101900001", no_kk="9901011201100001",
            group_id=group, address="=cmd|' /C calc'!A0", rt="3", rw="9", phone="+62 812-3456-789",
            birth_place="Serang", birth_date=date(1990, 1, 1), sex=Sex.FEMALE, bpnt=True,
            decile=2, kks_no="6013011234567890", account_no="0012345", postcode="01234",
            status=Status.CANDIDATE_GRADUATION, status_on=date(2026, 3, 1), n_primary=0,
            joined="Tahap 1/2016", note="Rumah di belakang; dekat masjid, RT 3",
        ),
    )  # fmt: skip
    people.choose_leader(ctx, group, siti)
    people.save_family(ctx, Family(name="Euis", group_id=None, status=Status.MOVED))
    member = Member(
        family_id=siti, name="Budi", nik="9901010101150001", relation=Relation.CHILD,
        birth_date=date(2015, 1, 1), sex=Sex.MALE, component=Component.PRIMARY,
        school="SDN 01", npsn="20101234", nisn="0071234567", grade="5",
    )  # fmt: skip
    people.save_member(ctx, member)
    people.save_business(ctx, Business(family_id=siti, kind="Warung kopi"))
    people.add_tag(ctx, [siti], "perlu kursi roda")
    return ctx


def content(ctx):
    """What a book holds of families, without what every book makes anew."""
    names = {g.id: (g.name, g.code) for g in people.groups(ctx)}
    found = []
    for row in people.families(ctx, limit=1000):
        family = people.family(ctx, row.id)
        members = sorted(
            repr({f: getattr(m, f) for f in m.__dataclass_fields__ if f not in ("id", "family_id")})
            for m in people.members_of(ctx, row.id)
        )
        fields = {f: getattr(family, f) for f in family.__dataclass_fields__}
        fields |= {"id": None, "group_id": names.get(family.group_id or "")}
        tags = people.tags_of(ctx, row.id)
        kinds = [b.kind for b in people.businesses_of(ctx, row.id)]
        found.append((fields, members, tags, kinds))
    return sorted(found, key=repr)


def test_every_title_is_known_again():
    for field, title in FAMILY_TITLES.items():
        meaning = {"name": "head_name", "nik": "head_nik"}.get(field, field)
        assert columns.field_of(title) == meaning
    for field, title in MEMBER_TITLES.items():
        assert columns.field_of(title) == field


@pytest.mark.parametrize("name", ["kpm.xlsx", "kpm.csv"])
def test_a_list_changes_nothing_in_the_book_it_came_from(register, tmp_path, name):
    ctx, path = register, tmp_path / name
    people.export_families(ctx, path, Wish(audience=Audience.FULL))
    plan = people.plan_import(ctx, path)
    assert plan.counts == {Outcome.SAME: 2}
    assert people.apply_import(ctx, plan).undo_id is None


def test_families_with_members_fill_an_empty_book_without_loss(register, clock, tmp_path):
    path = tmp_path / "kpm.xlsx"
    done = people.export_families(
        register, path, Wish(audience=Audience.FULL, content=Content.BOTH)
    )
    assert (done.families, done.members) == (2, 1)
    other = memory_context(clock, name="Ani")
    result = people.apply_import(other, people.plan_import(other, path))
    assert result.counts == {Outcome.CREATED: 3}
    assert content(other) == content(register)
    (group,) = people.group_rows(other)
    assert (group.leader, group.group.code) == ("Siti Nur'aini", "C")
    other.db.close()


def test_members_alone_are_a_list_too(register, clock, tmp_path):
    path = tmp_path / "anggota.csv"
    people.export_families(register, path, Wish(audience=Audience.FULL, content=Content.MEMBERS))
    other = memory_context(clock, name="Ani")
    plan = people.plan_import(other, path)
    assert plan.is_by_member
    assert people.apply_import(other, plan).members == 1
    other.db.close()


@pytest.mark.parametrize("name", ["kpm.xlsx", "kpm.csv"])
def test_masked_numbers_come_back_as_nothing_said(register, tmp_path, name):
    path = tmp_path / name
    people.export_families(register, path, Wish(audience=Audience.MASKED))
    text = repr([sheet.rows for sheet in read_workbook(path)])
    for number in ("9901014101900001", "9901011201100001", "6013011234567890", "0012345"):
        assert number not in text
    assert "••••••••••••0001" in text
    plan = people.plan_import(register, path)
    assert plan.counts == {Outcome.SAME: 2}
    assert [v.remarks for v in plan.verdicts] == [(), ()]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", ["kpm.xlsx", "kpm.csv"])
def test_the_usual_columns_find_their_families_again(register, tmp_path, audience, name):
    path = tmp_path / name
    people.export_families(register, path, Wish(audience=audience, columns=people.USUAL))
    assert people.plan_import(register, path).counts == {Outcome.SAME: 2}


def test_numbers_that_are_wrong_in_the_book_come_back_as_they_are(register, make, tmp_path):
    family = make.family(make.group("Dahlia"), "Kokom", nik="99010141019000012", no_kk="9901")
    register_member = Member(family_id=family, name="Asep")
    member = people.save_member(register, register_member)
    make.put("member", id=member, nik="990101A101900001")
    path = tmp_path / "kpm.xlsx"
    people.export_families(register, path, Wish(audience=Audience.FULL, content=Content.BOTH))
    plan = people.plan_import(register, path)
    assert set(plan.counts) == {Outcome.SAME}
    assert plan.absent == []


def test_another_wrong_number_for_a_known_family_is_still_refused(register, make, tmp_path):
    path = tmp_path / "kpm.csv"
    people.export_families(register, path, Wish(audience=Audience.FULL))
    text = path.read_text(encoding="utf-8-sig").replace("9901014101900001", "990101410190000", 1)
    path.write_text(text, encoding="utf-8")
    assert people.plan_import(register, path).counts[Outcome.REFUSED] == 1


def test_a_list_without_numbers_has_no_column_for_them(register, tmp_path):
    path = tmp_path / "kpm.xlsx"
    wish = Wish(audience=Audience.NO_NUMBERS, content=Content.BOTH)
    people.export_families(register, path, wish)
    titles = {title for sheet in read_workbook(path) for title in sheet.rows[0]}
    assert not titles & {"NIK Pengurus", "No KK", "NIK Anggota", "NISN", "No KKS", "No Rekening"}


def test_ids_are_text_and_nothing_typed_becomes_a_formula(register, tmp_path):
    path = tmp_path / "kpm.csv"
    people.export_families(register, path, Wish(audience=Audience.FULL))
    text = path.read_text(encoding="utf-8-sig")
    assert ";'=cmd|" in text
    (sheet,) = read_workbook(path)
    assert "0012345" in sheet.rows[2] + sheet.rows[1]


def test_the_foot_says_who_exported_and_when_and_the_export_is_noted(register, tmp_path):
    path = tmp_path / "kpm.xlsx"
    people.export_families(register, path, Wish(audience=Audience.MASKED))
    foot = read_workbook(path)[0].rows[-1][0]
    assert "Diekspor oleh Sri pada 20 November 2026 pukul 10.00 WIB" in foot
    noted = people.exports(register)[0]
    assert (noted["what"], noted["audience"], noted["rows"]) == ("export_families", "masked", 2)
    assert "Siti" not in repr(noted)


def test_chosen_columns_and_families_only(register, tmp_path):
    (siti,) = people.families(register, FamilyFilter(text="siti"))
    path = tmp_path / "kpm.xlsx"
    people.export_families(register, path, Wish(columns=["name", "rt"], ids=[siti.id]))
    (sheet,) = read_workbook(path)
    assert [row for row in sheet.rows if row[0]][:2] == [
        ["Nama Pengurus", "RT"], ["Siti Nur'aini", "003"],
    ]  # fmt: skip


def test_whole_numbers_leave_only_under_a_role_that_sees_them(book, tmp_path):
    reader = book(role=Role.READER)
    with pytest.raises(PermissionDeniedError):
        people.export_families(reader, tmp_path / "a.xlsx", Wish(audience=Audience.FULL))
    people.export_families(reader, tmp_path / "a.xlsx", Wish(audience=Audience.MASKED))


# -- import, export, import: the same families -------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'’éü-."
_WORD = st.text(_LETTERS, min_size=2, max_size=12).filter(
    lambda w: w[0].isalpha() and w[-1].isalpha()
)
_NAMES = st.lists(_WORD, min_size=1, max_size=3).map(" ".join)
_TEXTS = st.none() | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=60
)
_DAYS = st.none() | st.dates(date(1930, 1, 1), date(2026, 11, 20))


def _number(prefix):
    return st.integers(1, 9998).map(lambda n: f"{prefix}{n:04}")


_FAMILY = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "nik": st.none() | _number("990101410190"),
        "address": _TEXTS,
        "note": _TEXTS,
        "rt": st.none() | st.integers(1, 99).map(str),
        "phone": st.none() | st.sampled_from(["081234567890", "+62 812 3456 789", "021-555"]),
        "birth_date": _DAYS,
        "sex": st.none() | st.sampled_from(list(Sex)),
        "status": st.sampled_from(list(Status)),
        "bpnt": st.sampled_from([None, True, False]),
        "decile": st.none() | st.integers(1, 10),
        "n_primary": st.none() | st.integers(0, 9),
        "position": st.sampled_from([None, Position.MEMBER]),
    }
)


@settings(max_examples=15)
@given(
    families=st.lists(_FAMILY, min_size=1, max_size=6, unique_by=lambda f: f["name"].casefold()),
    name=st.sampled_from(["kpm.xlsx", "kpm.csv"]),
)
def test_import_export_import_ends_where_it_began(tmp_path_factory, clock_at_noon, families, name):
    path = tmp_path_factory.mktemp("out") / name
    one, other = (
        memory_context(clock_at_noon, name="Sri"),
        memory_context(clock_at_noon, name="Ani"),
    )
    used = set()
    for number, values in enumerate(families):
        kept = dict(values)
        if kept["nik"] in used:
            kept["nik"] = None
        used.add(kept["nik"])
        people.save_family(one, Family(no_kk=f"99010112011{number:05}", **kept))
    people.export_families(one, path, Wish(audience=Audience.FULL))
    again = people.plan_import(one, path)
    assert {v.outcome for v in again.verdicts} == {Outcome.SAME}, [
        v.changes for v in again.verdicts
    ]
    people.apply_import(other, people.plan_import(other, path))
    people.export_families(other, path, Wish(audience=Audience.FULL))
    back = people.plan_import(one, path)
    assert {v.outcome for v in back.verdicts} == {Outcome.SAME}, [v.changes for v in back.verdicts]
    assert len(back.verdicts) == len(families)
    one.db.close()
    other.db.close()


@pytest.fixture(scope="module")
def clock_at_noon():
    from datetime import UTC, datetime

    from fieldkit.core.clock import FixedClock

    return FixedClock(datetime(2026, 11, 20, 5, tzinfo=UTC))
