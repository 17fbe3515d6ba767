"""What P2K2 teaches is data, complete and consistent."""

from fieldkit.core import i18n
from fieldkit.features.p2k2 import curriculum


def test_there_are_five_modules_with_fourteen_sessions_and_the_stunting_module():
    sizes = [len(module.topics) for module in curriculum.modules()]
    assert sizes == [4, 3, 3, 2, 2, 15]


def test_codes_are_unique_and_say_module_and_number():
    codes = [topic.code for topic in curriculum.topics()]
    assert len(set(codes)) == 29
    assert all(topic.code == f"{topic.module}S{topic.number}" for topic in curriculum.topics())


def test_titles_are_those_of_the_guide_and_fit_into_the_portal():
    assert curriculum.topic("M1S1").title == "Menjadi Orang Tua yang Lebih Baik"
    assert curriculum.topic("M5S2").title == "Pentingnya Kesejahteraan Lanjut Usia"
    assert all(len(topic.title) <= 100 for topic in curriculum.topics())


def test_the_economy_sessions_carry_their_steps():
    assert [len(curriculum.topic(f"M2S{n}").steps) for n in (1, 2, 3)] == [5, 6, 7]


def test_stunting_sessions_are_grouped_by_material():
    assert curriculum.topic("M6S6").material == "Stimulasi Anak"
    assert curriculum.topic("M6S15").material == "Pemetaan Potensi dan Rencana Aksi"


def test_a_module_without_an_obvious_portal_category_has_none():
    assert curriculum.portal_category("M1") == ""
    assert curriculum.portal_category("M2") == "Pengelolaan Keuangan dan Perencanaan Usaha"
    assert set(curriculum.portal().category_of_module) == {
        *(module.code for module in curriculum.modules()),
        curriculum.FREE,
    }


def test_lists_are_shown_in_the_language_of_the_window_and_printed_in_indonesian():
    lecture = curriculum.methods()[0]
    assert lecture.shown == "Talk"
    i18n.use_language("id")
    assert lecture.shown == "Ceramah"
    assert (
        curriculum.titles(curriculum.methods(), ("lecture", "questions")) == "Ceramah, Tanya jawab"
    )


def test_free_topics_and_stages_are_there():
    assert curriculum.module_title(curriculum.FREE) == "Materi Tambahan"
    assert curriculum.free_topics()
    assert [stage.number for stage in curriculum.stages()] == [1, 2, 3]
    assert curriculum.default_minutes() == 120
