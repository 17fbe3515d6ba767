"""The keeper of the book and the letterheads, at the service door."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from fieldkit.core.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    UnusableFileError,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Letterhead, Line, Profile


def a_profile(**more):
    facts = {
        "name": "Sri Wahyuni, S.Sos.",
        "nip": "19800101 201001 2 001",
        "regency": "Kabupaten Tangerang",
        "city": "Tangerang",
    }
    return Profile(**(facts | more))


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


def a_picture(size=(900, 600)):
    out = BytesIO()
    Image.new("RGB", size, "#0F766E").save(out, "JPEG")
    return out.getvalue()


def test_a_new_book_knows_only_the_name_of_its_keeper(ctx):
    assert office.profile(ctx) == Profile(name="Sri")
    assert not office.has_profile(ctx)


def test_a_saved_profile_comes_back_tidied(ctx):
    office.save_profile(ctx, a_profile(name="  Sri   Wahyuni, S.Sos. ", zone="WITA", paper="F4"))
    kept = office.profile(ctx)
    assert kept.name == "Sri Wahyuni, S.Sos."
    assert kept.nip == "198001012010012001"
    assert kept.paper == "F4"
    assert ctx.db.meta("zone") == "WITA"
    assert office.has_profile(ctx)


def test_saving_the_profile_again_changes_only_what_differs(ctx):
    office.save_profile(ctx, a_profile())
    before = ctx.db.value("SELECT count(*) FROM op")
    office.save_profile(ctx, a_profile(phone="0811"))
    assert ctx.db.value("SELECT count(*) FROM op") == before + 1


def test_everything_wrong_in_a_profile_is_said_at_once(ctx):
    wrong = a_profile(
        name=" ", nip="123", superior_nip="x" * 18, email="sri", zone="WIX", paper="A5",
        office="k" * 121,
    )  # fmt: skip
    with pytest.raises(InvalidInputError) as error:
        office.save_profile(ctx, wrong)
    assert codes(error) == {
        ("name", "required"),
        ("nip", "not_a_nip"),
        ("superior_nip", "not_a_nip"),
        ("email", "not_an_email"),
        ("zone", "unknown_choice"),
        ("paper", "unknown_choice"),
        ("office", "too_long"),
    }
    assert not office.has_profile(ctx)


def test_a_reader_may_not_change_the_profile(book):
    with pytest.raises(PermissionDeniedError):
        office.save_profile(book(role=Role.READER), a_profile())


def test_the_starting_letterheads_are_the_ministry_the_dinas_and_none(ctx):
    office.save_profile(ctx, a_profile())
    ministry, dinas, nothing = office.starting_letterheads(ctx)
    assert ministry.lines[0] == Line("KEMENTERIAN SOSIAL REPUBLIK INDONESIA", 14, is_bold=True)
    assert dinas.lines[0].text == "PEMERINTAH KABUPATEN TANGERANG"
    assert nothing.lines == ()
    assert office.letterheads(ctx) == []


@pytest.mark.parametrize(
    ("regency", "line"),
    [
        ("Kota Batu", "PEMERINTAH KOTA BATU"),
        ("Kab. Lebak", "PEMERINTAH KABUPATEN LEBAK"),
        ("Lebak", "PEMERINTAH KABUPATEN LEBAK"),
        ("", "PEMERINTAH KABUPATEN/KOTA ……………………"),
    ],
)
def test_the_dinas_letterhead_names_the_regency(ctx, regency, line):
    office.save_profile(ctx, a_profile(regency=regency))
    assert office.starting_letterheads(ctx)[1].lines[0].text == line


def test_the_first_letterhead_saved_is_the_one_reports_carry(ctx):
    assert office.letterhead(ctx) is None
    office.save_letterhead(ctx, office.starting_letterheads(ctx)[0])
    carried = office.letterhead(ctx)
    assert carried.lines[0] == ("KEMENTERIAN SOSIAL REPUBLIK INDONESIA", 14, True)
    assert carried.rule == "double"


def test_another_letterhead_can_take_over(ctx):
    office.save_letterhead(ctx, office.starting_letterheads(ctx)[0])
    second = office.save_letterhead(ctx, office.starting_letterheads(ctx)[1])
    office.make_default(ctx, second)
    assert [one.is_default for one in office.letterheads(ctx)] == [True, False]
    assert office.letterhead(ctx).lines[1] == ("DINAS SOSIAL", 16, True)
    with pytest.raises(NotFoundError):
        office.make_default(ctx, "nobody")


def test_reports_without_letterhead_can_be_chosen(ctx):
    office.save_letterhead(ctx, office.starting_letterheads(ctx)[0])
    none = replace(office.starting_letterheads(ctx)[2], is_default=True)
    office.save_letterhead(ctx, none)
    assert office.letterhead(ctx) is None


def test_a_letterhead_can_be_changed_and_removed(ctx):
    letterhead_id = office.save_letterhead(ctx, office.starting_letterheads(ctx)[0])
    kept = office.letterheads(ctx)[0]
    office.save_letterhead(ctx, replace(kept, lines=(Line("  "), Line("DINAS SOSIAL"))))
    assert office.letterheads(ctx)[0].lines == (Line("DINAS SOSIAL"),)
    office.remove_letterhead(ctx, letterhead_id)
    assert office.letterheads(ctx) == []
    with pytest.raises(NotFoundError):
        office.remove_letterhead(ctx, letterhead_id + "x")


def test_everything_wrong_in_a_letterhead_is_said_at_once(ctx):
    wrong = Letterhead(
        name="",
        lines=(Line("a", 50), *[Line("b" * 130)] * 5),
        rule="wavy",
    )
    with pytest.raises(InvalidInputError) as error:
        office.save_letterhead(ctx, wrong)
    assert codes(error) == {
        ("name", "required"),
        ("lines", "too_many_lines"),
        ("lines", "odd_letter_size"),
        ("lines", "too_long"),
        ("rule", "unknown_choice"),
    }
    with pytest.raises(InvalidInputError) as error:
        office.save_letterhead(ctx, Letterhead(name="n" * 121))
    assert codes(error) == {("name", "too_long")}


def test_a_logo_is_kept_small_and_printed(ctx):
    logo = office.keep_logo(ctx, a_picture())
    office.save_letterhead(ctx, Letterhead(name="Logo", left_logo=logo))
    carried = office.letterhead(ctx)
    with Image.open(BytesIO(carried.left_logo)) as picture:
        assert max(picture.size) == office.LOGO_PIXELS
    assert carried.right_logo is None


def test_a_logo_that_has_not_arrived_is_left_out(ctx):
    office.save_letterhead(ctx, Letterhead(name="Logo", left_logo="f" * 64))
    assert office.letterhead(ctx) is None


def test_a_file_that_is_no_picture_is_refused_as_logo(ctx):
    with pytest.raises(UnusableFileError) as error:
        office.keep_logo(ctx, b"%PDF-1.4")
    assert error.value.details["reason"] == "not_a_picture"


def test_the_signer_carries_position_and_nip(ctx):
    assert office.signer(ctx).role_lines == ("Pendamping Sosial PKH",)
    assert office.signer(ctx).id_line == ""
    office.save_profile(
        ctx,
        a_profile(
            position="Penata Layanan Operasional",
            superior_name="Drs. Budi Santoso",
            superior_nip="197001011995031002",
        ),
    )
    signer, superior = office.signer(ctx), office.superior(ctx)
    assert signer.role_lines == ("Penata Layanan Operasional",)
    assert signer.id_line == "NIP. 198001012010012001"
    assert superior.role_lines == ("Mengetahui,", "Ketua Tim PKH Kecamatan")
    assert superior.id_line == "NIP. 197001011995031002"


def test_the_place_of_signing_falls_back_to_the_regency_then_to_dots(ctx):
    assert office.place_date(ctx) == "……………………, 20 November 2026"
    office.save_profile(ctx, a_profile(city=""))
    assert office.place_date(ctx) == "Kabupaten Tangerang, 20 November 2026"


def test_the_frame_of_reports_knows_practice_paper_and_author(ctx):
    office.save_profile(ctx, a_profile(paper="F4"))
    assert office.document_frame(ctx) == {
        "letterhead": None,
        "watermark": None,
        "paper": "F4",
        "author": "Sri Wahyuni, S.Sos.",
    }
    assert office.document_frame(ctx._replace(is_practice=True))["watermark"] == "LATIHAN"
