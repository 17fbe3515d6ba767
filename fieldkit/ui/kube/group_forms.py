"""The forms of a group and its members, each in a box."""

from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Kube,
    KubeMember,
    Position,
    Status,
)
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance
from fieldkit.ui.kube import words
from fieldkit.ui.widgets.dialogs import FormDialog
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
)

_EXCUSING = [
    (status.value, meetings.ATTENDANCE[status])
    for status in (Attendance.SICK, Attendance.EXCUSED, Attendance.ABSENT)
]


class KubeDialog(FormDialog):
    """Makes a group or changes one; `saved_id` names it afterwards."""

    def __init__(
        self, ctx: Context, known: Kube | None = None, parent: QWidget | None = None
    ) -> None:
        self._ctx = ctx
        self._known = known or Kube(name="")
        self.saved_id = self._known.id
        form = Form(
            TextField("name", N_("Name of the KUBE"), required=True, max_length=LONGEST_NAME),
            TextField("business_kind", N_("Kind of business"), max_length=LONGEST_TEXT),
            TextField("village", N_("Village"), max_length=LONGEST_TEXT),
            TextField("district", N_("District"), max_length=LONGEST_TEXT),
            TextField("regency", N_("Regency or city"), max_length=LONGEST_TEXT),
            TextField("province", N_("Province"), max_length=LONGEST_TEXT),
            DateField("formed_on", N_("Formed on")),
            TextField(
                "programme", N_("Programme"), max_length=LONGEST_TEXT,
                help=N_("Whose rules the group follows, such as KUBE PKH 2026."),
            ),
            ChoiceField("meeting_day", N_("Usual day of the meeting"), choices=words.WEEKDAYS),
            Section(N_("What the group agreed")),
            MoneyField(
                "dues_amount", N_("Dues of each member at each meeting"),
                help=N_("Enter in the meeting's grid takes this amount."),
            ),
            MoneyField(
                "iks_amount", N_("IKS of each member at each meeting"),
                help=N_("Leave blank when the group collects no IKS."),
            ),
            MultiChoiceField(
                "excused_when", N_("A member owes no dues when"), choices=_EXCUSING, wide=True,
                help=N_("Leave it blank when everybody owes dues for each meeting."),
            ),
            CheckField("has_loans", N_("The group lends and saves (simpan pinjam)"), wide=True),
            Section(N_("Bank account")),
            TextField("bank_name", N_("Bank"), max_length=LONGEST_TEXT),
            TextField("bank_account", N_("Account number"), max_length=LONGEST_TEXT),
            TextField(
                "bank_holder", N_("Account in the name of"), max_length=LONGEST_TEXT, wide=True
            ),
            Section(N_("Further")),
            ChoiceField(
                "status", N_("State"), blank=None, default=Status.ACTIVE,
                choices=list(group.STATUSES.items()),
            ),
            NoteField("note", N_("Note"), lines=2),
            today=self._today,
        )  # fmt: skip
        heading = _("KUBE {kube}").format(kube=known.name) if known else _("New KUBE")
        super().__init__(heading, form, self._store, parent=parent)
        names = [n for n in Kube.__dataclass_fields__ if n != "id"]
        form.fill({name: getattr(self._known, name) for name in names})
        form.focus("name")

    def _today(self) -> Any:
        return self._ctx.today

    def _store(self, values: dict[str, Any]) -> None:
        known = {name: getattr(self._known, name) for name in Kube.__dataclass_fields__}
        wanted = Kube(**(known | values | {"name": values["name"] or ""}))
        self.saved_id = group.save_kube(self._ctx, wanted)


class MemberDialog(FormDialog):
    """Makes a member or changes one."""

    def __init__(self, ctx: Context, known: KubeMember, parent: QWidget | None = None) -> None:
        self._ctx = ctx
        self._known = known
        families = group.families_to_link(ctx)
        form = Form(
            TextField("name", N_("Name"), required=True, max_length=LONGEST_NAME),
            ChoiceField(
                "position", N_("Position"), blank=None, default=Position.MEMBER,
                choices=list(group.POSITIONS.items()),
            ),
            DateField("joined_on", N_("Member since")),
            DateField(
                "left_on", N_("Left on"), help=N_("From this day on no dues are asked for.")
            ),
            TextField("main_business", N_("Business"), max_length=LONGEST_TEXT),
            NumberField("birth_year", N_("Year of birth")),
            TextField("phone", N_("Phone"), max_length=LONGEST_TEXT),
            TextField("address", N_("Address"), max_length=LONGEST_TEXT, wide=True),
            TextField(
                "village", N_("Village"), max_length=LONGEST_TEXT,
                help=N_("Blank: as the register says of the family."),
            ),
            ChoiceField(
                "family_id", N_("Family in the register"), choices=families, searchable=True
            ),
            today=self._today,
        )  # fmt: skip
        heading = _("Change member") if known.id else _("New member")
        super().__init__(heading, form, self._store, parent=parent)
        form.show_field("family_id", bool(families))
        form.fill({name: getattr(known, name) for name in _MEMBER})
        form.focus("name")

    def _today(self) -> Any:
        return self._ctx.today

    def _store(self, values: dict[str, Any]) -> None:
        known = {n: getattr(self._known, n) for n in KubeMember.__dataclass_fields__}
        year = values["birth_year"]
        wanted = known | values | {"name": values["name"] or ""}
        wanted["birth_year"] = None if year is None else int(year)
        group.save_member(self._ctx, KubeMember(**wanted))


_MEMBER = (
    "name", "position", "joined_on", "left_on", "main_business", "birth_year", "phone", "address",
    "village", "family_id",
)  # fmt: skip


class NamesDialog(FormDialog):
    """Adds several members at once, one name on each line."""

    def __init__(self, ctx: Context, kube_id: str, parent: QWidget | None = None) -> None:
        self._ctx = ctx
        self._kube_id = kube_id
        self.count = 0
        form = Form(
            NoteField(
                "names", N_("Names"), required=True, lines=8, help=N_("One name on each line")
            ),
            DateField("joined_on", N_("Member since")),
            today=self._today,
        )
        super().__init__(_("Add several members"), form, self._store, parent=parent)

    def _today(self) -> Any:
        return self._ctx.today

    def _store(self, values: dict[str, Any]) -> None:
        names = (values["names"] or "").splitlines()
        added = group.add_members(self._ctx, self._kube_id, names, joined_on=values["joined_on"])
        self.count = len(added)
