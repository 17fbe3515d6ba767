from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
    TimeField,
    YesNoField,
)

TODAY = date(2026, 11, 20)
FIELDS = (
    TextField("name", "Name", required=True, max_length=10),
    TextField("nik", "NIK", digits=True, max_length=16),
    DateField("visited_on", "Date"),
    TimeField("begins_at", "Begins", unit="WIB"),
    Section("Money"),
    MoneyField("amount", "Amount"),
    NumberField("children", "Children"),
    NumberField("weight", "Weight", decimals=1),
    ChoiceField("group", "Group", choices=(("a", "Mawar"), ("b", "Melati"))),
    YesNoField("agreed", "Agreed"),
    MultiChoiceField("parts", "Parts", choices=(("x", "X"), ("y", "Y"))),
    NoteField("note", "Note", counter=10),
    CheckField("done", "Done"),
)


@pytest.fixture
def form(qtbot):
    made = Form(*FIELDS, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def type_into(qtbot, form, name, text):
    edit = form.editor(name)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def test_a_blank_form_holds_nothing(form):
    values = form.values()
    assert values.pop("parts") == ()
    assert values.pop("done") is False
    assert set(values.values()) == {None}
    assert not form.is_dirty


def test_what_is_filled_in_comes_back(form):
    values = {
        "name": "Siti",
        "nik": "9901010101010001",
        "visited_on": TODAY,
        "begins_at": time(9, 30),
        "amount": 1_500_000,
        "children": 3,
        "weight": 12.5,
        "group": "b",
        "agreed": False,
        "parts": ("y",),
        "note": "Well",
        "done": True,
    }
    form.fill(values)
    assert form.values() == values
    assert not form.is_dirty


def test_zero_is_not_blank(form):
    form.fill({"amount": 0, "children": 0})
    assert form.values()["amount"] == 0
    assert form.values()["children"] == 0


def test_typing_makes_the_form_dirty_and_says_so(qtbot, form):
    with qtbot.waitSignal(form.changed):
        type_into(qtbot, form, "name", "S")
    assert form.is_dirty
    form.mark_clean()
    assert not form.is_dirty


def test_money_is_dotted_while_typing(qtbot, form):
    type_into(qtbot, form, "amount", "1500000")
    assert form.editor("amount").text() == "1.500.000"
    assert form.value("amount") == 1_500_000


@pytest.mark.parametrize(("typed", "meant"), [("50rb", 50_000), ("1,5 jt", 1_500_000)])
def test_money_takes_shorthand(qtbot, form, typed, meant):
    type_into(qtbot, form, "amount", typed)
    assert form.value("amount") == meant


def test_only_figures_go_into_a_nik(qtbot, form):
    type_into(qtbot, form, "nik", "99a01-01 0101010001777")
    assert form.value("nik") == "9901010101010001"


def test_unreadable_fields_are_problems_and_never_silently_blank(qtbot, form):
    type_into(qtbot, form, "visited_on", "31/2/2026")
    type_into(qtbot, form, "begins_at", "pagi")
    type_into(qtbot, form, "amount", "lima")
    type_into(qtbot, form, "children", "-2")
    with pytest.raises(InvalidInputError) as caught:
        form.values()
    assert [p.field for p in caught.value.problems] == [
        "visited_on",
        "begins_at",
        "amount",
        "children",
    ]
    form.show_problems(caught.value.problems)
    assert "31 February 2026" in form.editor("visited_on").accessibleDescription()
    assert form.editor("visited_on").hasFocus()


def test_what_can_not_be_read_is_told_on_leaving_and_forgotten_on_typing(qtbot, form):
    form.show_problems([Problem("visited_on", "required")])
    type_into(qtbot, form, "visited_on", "31/2/2026")
    edit = form.editor("visited_on")
    assert edit.accessibleDescription() == ""
    form.editor("name").setFocus()
    assert "31 February 2026" in edit.accessibleDescription()
    assert edit.property("problem") is True
    type_into(qtbot, form, "visited_on", "28/2/2026")
    assert (edit.accessibleDescription(), edit.property("problem")) == ("", False)


def test_problems_stand_under_their_field_and_go_away(form):
    form.show_problems([Problem("name", "required"), Problem("elsewhere", "required")])
    assert form.editor("name").property("problem") is True
    assert form.editor("name").accessibleDescription() == "This must be filled in."
    assert form.unplaced([Problem("elsewhere", "required")])
    form.show_problems([])
    assert form.editor("name").property("problem") is False


def test_missing_required_fields_are_named(form):
    assert form.missing() == [Problem("name", "required")]


def test_a_draft_keeps_half_typed_text(qtbot, form):
    type_into(qtbot, form, "visited_on", "31/")
    form.fill({"parts": ("x",)})
    kept = form.draft()
    form.clear()
    form.restore(kept)
    assert form.editor("visited_on").text() == "31/"
    assert form.value("parts") == ("x",)
    assert form.is_dirty


def test_scrolling_over_a_choice_changes_nothing(form):
    form.fill({"group": "a"})
    combo = form.editor("group")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    combo.wheelEvent(event)
    assert form.value("group") == "a"


def test_other_choices_keep_the_value_that_is_still_there(form):
    form.fill({"group": "b"})
    form.set_choices("group", (("b", "Melati"), ("c", "Dahlia")))
    assert form.value("group") == "b"
    form.set_choices("group", (("c", "Dahlia"),))
    assert form.value("group") is None


def test_two_columns_become_one_where_it_is_narrow(form, qtbot):
    wide = form.editor("nik").mapTo(form, QPoint()).x()
    form.resize(320, 900)
    qtbot.waitUntil(lambda: form.editor("nik").mapTo(form, QPoint()).x() < wide)


def test_every_field_has_a_name_for_screen_readers(form):
    for name in ("name", "visited_on", "amount", "group", "note"):
        assert form.editor(name).accessibleName()


def test_the_note_counts_and_warns(form):
    form.fill({"note": "12345678901"})
    labels = [
        w.text() for w in form.editor("note").findChildren(type(form.editor("note")._count_label))
    ]
    assert "11 of 10 characters" in labels


def test_a_hidden_field_keeps_its_value(form):
    form.fill({"name": "Siti"})
    form.show_field("name", False)
    assert form.editor("name").isHidden() or not form.editor("name").isVisible()
    assert form.values()["name"] == "Siti"


def test_dates_move_by_keys(qtbot):
    edit = DateEdit(today=lambda: TODAY)
    qtbot.addWidget(edit)
    edit.show()
    edit.setFocus()
    qtbot.keyClicks(edit, "h")
    assert edit.value() == TODAY
    qtbot.keyClick(edit, Qt.Key.Key_Plus)
    assert edit.value() == date(2026, 11, 21)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Minus)
    assert edit.value() == date(2026, 11, 19)
    edit.set_value(date(2026, 1, 31))
    qtbot.keyClick(edit, Qt.Key.Key_PageUp)
    assert edit.value() == date(2026, 2, 28)


def test_a_date_is_spelled_out_when_left(qtbot):
    holder = QWidget()
    edit, other = DateEdit(holder, today=lambda: TODAY), DateEdit(holder)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    edit.setFocus()
    qtbot.keyClicks(edit, "12/6")
    other.setFocus()
    assert edit.text() == "Friday, 12 June 2026"


def test_a_name_nobody_has_is_named_and_kept(qtbot):
    form = Form(ChoiceField("host", "House of", choices=(("a", "Aminah"),), searchable=True))
    qtbot.addWidget(form)
    form.editor("host").setEditText("Wati")
    with pytest.raises(InvalidInputError) as refused:
        form.values()
    assert [(p.field, p.code) for p in refused.value.problems] == [("host", "unknown_choice")]
    assert form.editor("host").currentText() == "Wati"
    assert form.draft() == {"host": None}
    form.editor("host").setEditText("amin")
    assert form.values() == {"host": "a"}


def test_enter_goes_on_to_the_next_field(qtbot):
    form = Form(TextField("name", "Name"), NumberField("age", "Age"), TextField("job", "Work"))
    window = Box("Member")
    window.content.addWidget(form)
    save = buttons.button("Save", kind="primary")
    window.add_button(save)
    save.setDefault(True)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    form.focus()
    for name in ("age", "job"):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        assert form.editor(name).hasFocus()
    with qtbot.waitSignal(save.clicked):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
