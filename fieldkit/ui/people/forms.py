"""The forms of families, members, businesses and groups."""

from collections.abc import Callable, Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Group
from fieldkit.ui.people import words
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
    YesNoField,
)

_BANKS = ("BRI", "BNI", "Mandiri", "BTN", "BSI", "PT Pos Indonesia")


def family_form(ctx: Context) -> Form:
    """Return the form of a family; only the name is needed."""
    return Form(
        Section(N_("Carer")),
        TextField("name", N_("Carer's name"), required=True, wide=True),
        TextField("nik", N_("NIK"), digits=True, help=N_("16 digits; may stay blank for now")),
        TextField("no_kk", N_("No KK"), digits=True, help=N_("16 digits of the family card")),
        TextField("birth_place", N_("Place of birth")),
        DateField("birth_date", N_("Date of birth")),
        ChoiceField("sex", N_("Sex"), choices=tuple(people.SEX_NAMES.items())),
        TextField("phone", N_("Phone / WhatsApp"), placeholder=N_("08…")),
        Section(N_("Group and status")),
        ChoiceField("group_id", N_("Group"), choices=group_choices(people.groups(ctx))),
        ChoiceField("status", N_("Status"), choices=tuple(people.STATUS_NAMES.items())),
        DateField("status_on", N_("Status since")),
        DateField("verified_on", N_("Data checked on")),
        Section(N_("Where they live")),
        TextField("address", N_("Address"), wide=True),
        TextField("rt", N_("RT")),
        TextField("rw", N_("RW")),
        TextField("hamlet", N_("Hamlet")),
        TextField("village", N_("Village")),
        TextField("district", N_("District")),
        TextField("regency", N_("Regency or city")),
        TextField("province", N_("Province")),
        TextField("postcode", N_("Postcode"), digits=True),
        Section(N_("Programme")),
        TextField("pkh_id", N_("PKH ID")),
        TextField("joined", N_("In PKH since")),
        TextField("kks_no", N_("KKS card no."), digits=True),
        TextField("account_no", N_("Account no.")),
        TextField("bank", N_("Bank"), suggestions=_BANKS),
        NumberField("decile", N_("Decile")),
        YesNoField("bpnt", N_("BPNT")),
        Section(N_("Components as imported (members recorded one by one count first)")),
        *(NumberField(column, people.FIELD_NAMES[column]) for column in _COUNTS),
        NoteField("note", N_("Note"), wide=True),
        today=today_of(ctx),
    )


_COUNTS = (
    "n_pregnant", "n_toddler", "n_primary", "n_junior", "n_senior", "n_elderly", "n_disabled",
)  # fmt: skip


def member_form(ctx: Context) -> Form:
    """Return the form of a member."""
    return Form(
        TextField("name", N_("Name"), required=True),
        TextField("nik", N_("NIK"), digits=True),
        ChoiceField(
            "relation", N_("Relation to the head"), choices=tuple(people.RELATION_NAMES.items())
        ),
        ChoiceField("component", N_("Component"), choices=tuple(people.COMPONENT_NAMES.items())),
        DateField("birth_date", N_("Date of birth")),
        ChoiceField("sex", N_("Sex"), choices=tuple(people.SEX_NAMES.items())),
        TextField("school", N_("School")),
        TextField("grade", N_("Grade")),
        TextField("nisn", N_("NISN"), digits=True),
        TextField("npsn", N_("NPSN"), digits=True),
        TextField("health_facility", N_("Health facility")),
        NoteField("note", N_("Note"), wide=True),
        today=today_of(ctx),
    )


def business_form(ctx: Context) -> Form:
    """Return the form of a business."""
    return Form(
        TextField("kind", N_("Kind of business"), required=True),
        ChoiceField("cluster", N_("Cluster"), choices=tuple(people.CLUSTER_NAMES.items())),
        DateField("started_on", N_("Started on")),
        MoneyField("turnover", N_("Turnover"), unit=N_("a month")),
        MoneyField("income", N_("Income"), unit=N_("a month"), may_be_negative=True),
        TextField("marketing", N_("Where it is sold")),
        DateField("closed_on", N_("Closed on")),
        MultiChoiceField(
            "needs",
            N_("What it lacks to grow"),
            choices=tuple(people.NEED_NAMES.items()),
            wide=True,
        ),
        NoteField("note", N_("Note"), wide=True),
        today=today_of(ctx),
    )


def group_form(ctx: Context) -> Form:
    """Return the form of a group."""
    return Form(
        TextField("name", N_("Name of the group"), required=True),
        TextField("code", N_("Letter"), help=N_("Row codes begin with it: A7"), max_length=3),
        TextField("village", N_("Village")),
        TextField("rw", N_("RW")),
        TextField("meeting_place", N_("Meeting place")),
        NumberField("meeting_day", N_("Usual day of the month")),
        ChoiceField("leader_id", N_("Group leader"), searchable=True),
        NoteField("note", N_("Note"), wide=True),
        today=today_of(ctx),
    )


def group_choices(groups: Sequence[Group]) -> tuple[tuple[str, str], ...]:
    """Return groups for a choice field."""
    return tuple((group.id, words.joined((group.code, group.name))) for group in groups)


def today_of(ctx: Context) -> Callable[[], date]:
    """Return what forms ask for today's date."""

    def today() -> date:
        return ctx.today

    return today
