"""The kinds of field a form declares, each making its own editor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import editors, style
from fieldkit.ui.widgets.date_edit import DateEdit, TimeEdit
from fieldkit.ui.widgets.editors import Choices
from fieldkit.ui.widgets.money_edit import MoneyEdit

Today = Callable[[], date]


@dataclass(frozen=True, kw_only=True)
class Field:
    """What every field declares; `wide` spans both columns, `unit` stands behind the editor."""

    name: str = field(kw_only=False)
    label: str = field(kw_only=False, default="")
    required: bool = False
    help: str = ""
    unit: str = ""
    wide: bool = False
    default: Any = None
    unreadable = "unknown_choice"

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Section(Field):
    """A heading between fields; it holds no value."""

    def editor(self, today: Today) -> QWidget:
        """Make the heading."""
        del today
        heading = QLabel(_(self.name))
        heading.setFont(style.strong_font())
        return heading


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """One line of text; `digits` lets only figures in."""

    max_length: int = 0
    digits: bool = False
    placeholder: str = ""
    suggestions: Sequence[str] = ()
    secret: bool = False

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        made = editors.TextEdit(
            max_length=self.max_length, digits=self.digits, suggestions=self.suggestions
        )
        made.setPlaceholderText(_(self.placeholder) if self.placeholder else "")
        if self.secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A number."""

    decimals: int = 0
    may_be_negative: bool = False
    unreadable = "not_a_number"

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return editors.NumberEdit(decimals=self.decimals, may_be_negative=self.may_be_negative)


@dataclass(frozen=True, kw_only=True)
class MoneyField(Field):
    """Whole rupiah."""

    may_be_negative: bool = False
    unreadable = "not_money"

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return MoneyEdit(may_be_negative=self.may_be_negative)


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A date."""

    unreadable = "not_a_date"

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        return DateEdit(today=today)


@dataclass(frozen=True, kw_only=True)
class TimeField(Field):
    """A time of day."""

    unreadable = "not_a_time"

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return TimeEdit()


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of `choices` (value, label); `blank=None` leaves no empty line in the list."""

    choices: Choices = ()
    blank: str | None = ""
    searchable: bool = False

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return editors.ChoiceEdit(self.choices, blank=self.blank, searchable=self.searchable)


def YesNoField(name: str, label: str, **more: Any) -> ChoiceField:
    """Declare a question answered yes, no or not yet."""
    return ChoiceField(name, label, choices=((True, N_("Yes")), (False, N_("No"))), **more)


@dataclass(frozen=True, kw_only=True)
class MultiChoiceField(Field):
    """Any number of `choices`; the value is a tuple."""

    choices: Choices = ()
    default: Any = ()

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return editors.MultiChoiceEdit(self.choices)


@dataclass(frozen=True, kw_only=True)
class NoteField(Field):
    """Several lines; `counter` shows a live count against that limit."""

    counter: int = 0
    lines: int = 3
    wide: bool = True

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return editors.NoteEdit(counter=self.counter, lines=self.lines)


@dataclass(frozen=True, kw_only=True)
class CheckField(Field):
    """A tick; not ticked is False."""

    default: Any = False

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return editors.CheckEdit(_(self.label))


@dataclass(frozen=True, kw_only=True)
class CustomField(Field):
    """Any editor with `value()`, `set_value()` and `edited`, made by `make`."""

    make: Callable[[], QWidget] = QWidget

    def editor(self, today: Today) -> QWidget:
        """Make the editor."""
        del today
        return self.make()
