"""The forms of this screen, each in a box."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.referrals import diary, model, service
from fieldkit.features.referrals.diary import Advocacy, Complaint, ComplaintLine, Contact, Part
from fieldkit.features.referrals.model import (
    Entry,
    Institution,
    Need,
    Person,
    Referral,
    ReferralLine,
    Service,
)
from fieldkit.ui.referrals import words
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
    TimeField,
)

_PLACE = "place:"
Choices = list[tuple[str, str]]


# -- the map ---------------------------------------------------------------------------------


def edit_institution(ctx: Context, one: Institution, parent: QWidget) -> bool:
    """Ask for an institution."""
    form = Form(
        TextField("name", N_("Name of the institution"), required=True, max_length=120),
        ChoiceField("kind", N_("Kind"), choices=tuple(service.KINDS.items()), blank=None),
        TextField("field", N_("What it is about"), max_length=120),
        TextField("opening", N_("Open"), max_length=120, placeholder=N_("such as Mon–Fri 08–15")),
        TextField("address", N_("Address"), wide=True),
        TextField("village", N_("Village"), max_length=120),
        TextField("district", N_("District"), max_length=120),
        TextField("phone", N_("Phone"), max_length=120),
        TextField("email", N_("E-mail"), max_length=120),
        NumberField("latitude", N_("Latitude"), decimals=6, may_be_negative=True),
        NumberField("longitude", N_("Longitude"), decimals=6, may_be_negative=True),
        Section(N_("Agreement (MoU)")),
        TextField("agreement_no", N_("Number of the agreement"), max_length=120),
        DateField("agreement_on", N_("Agreed on")),
        DateField("agreement_until", N_("Holds until")),
        NoteField("agreement_note", N_("What was agreed"), lines=2),
        Section(N_("Is it still so?")),
        DateField("checked_on", N_("Asked on")),
        DateField("closed_on", N_("Closed since")),
        NoteField("note", N_("Note"), lines=2),
        today=ctx.clock.today,
    )
    _fill(form, one)

    def save(values: dict[str, Any]) -> None:
        service.save_institution(ctx, _composed(one, values))

    heading = one.name or _("An institution on the map")
    return bool(FormDialog(heading, form, save, parent=parent).exec())


def edit_person(ctx: Context, one: Person, parent: QWidget) -> bool:
    """Ask whom one speaks to."""
    form = Form(
        TextField("name", N_("Name"), required=True, max_length=120),
        TextField("position", N_("Post"), max_length=120),
        TextField("phone", N_("Phone"), max_length=120),
        TextField("note", N_("Note"), max_length=120),
    )
    _fill(form, one)

    def save(values: dict[str, Any]) -> None:
        service.save_person(ctx, _composed(one, values))

    return bool(FormDialog(_("Whom we speak to"), form, save, parent=parent).exec())


def edit_service(ctx: Context, one: Service, parent: QWidget) -> bool:
    """Ask what an institution offers."""
    form = Form(
        TextField("name", N_("Service offered"), required=True, wide=True, max_length=120),
        MultiChoiceField(
            "needs", N_("For which need"), wide=True, choices=tuple(service.NEEDS.items())
        ),
        NoteField("requirements", N_("What one must bring or be"), lines=2),
        NumberField("quota", N_("Seats")),
        DateField("quota_from", N_("Seats counted from")),
        TextField("schedule", N_("When"), max_length=120),
        DateField("next_on", N_("Next time on")),
        TextField("cost", N_("Cost"), max_length=120),
        DateField("ended_on", N_("Last day")),
        NoteField("note", N_("Note"), lines=1),
        today=ctx.clock.today,
    )
    _fill(form, one)

    def save(values: dict[str, Any]) -> None:
        needs = tuple(Need(word) for word in values["needs"])
        service.save_service(ctx, _composed(one, {**values, "needs": needs}))

    return bool(FormDialog(_("What is offered"), form, save, parent=parent).exec())


# -- referrals -------------------------------------------------------------------------------


def new_referral(ctx: Context, parent: QWidget) -> bool:
    """Ask for the family, then for what it needs and where it goes."""
    family = _one_family(ctx, _("Who is referred?"), parent)
    return bool(family) and refer_family(ctx, family, parent)


def refer_family(ctx: Context, family: str, parent: QWidget) -> bool:
    """Ask what one family needs and where it goes."""
    blank = Referral(
        family_id=family, referred_on=ctx.today, letter_no=service.next_letter_no(ctx),
        follow_up_due=model.usual_follow_up(ctx.today),
    )  # fmt: skip
    return edit_referral(ctx, blank, people.family(ctx, family).name, parent)


def edit_referral(ctx: Context, one: Referral, name: str, parent: QWidget) -> bool:
    """Ask what a family needs and where it goes; what is recorded of it stands above."""
    form = Form(
        ChoiceField("need", N_("Need"), choices=tuple(service.NEEDS.items()), required=True),
        ChoiceField("person_id", N_("Who of the family"), blank=N_("the whole family")),
        ChoiceField("place", N_("Where to"), wide=True, required=True, searchable=True),
        NoteField("reason", N_("Why, in a sentence for the letter"), lines=3, required=True),
        DateField("referred_on", N_("Referred on"), required=True),
        TextField("letter_no", N_("Number of the letter"), max_length=120),
        DateField("follow_up_due", N_("Ask what came of it on")),
        today=ctx.clock.today,
    )
    members = people.members_of(ctx, one.family_id)
    form.set_choices("person_id", [(member.id, member.name) for member in members])
    chooser = _Places(ctx, form, one)
    _fill(form, one, skip=("place",))
    chooser.show_need()
    chooser.choose(one)

    def save(values: dict[str, Any]) -> None:
        place = values.pop("place") or ""
        wanted = _composed(one, values)
        wanted = replace(wanted, **chooser.parts(place))
        if one.id:
            service.save_referral(ctx, wanted)
        else:
            service.refer(ctx, wanted)

    wishes = [words.wish(wish) for wish in service.wishes(ctx, one.family_id)]
    sentence = _("Recorded of this family: {needs}.").format(needs="; ".join(wishes))
    box = FormDialog(
        _("Referral of {name}").format(name=name), form, save,
        sentence=sentence if wishes else "", parent=parent,
    )  # fmt: skip
    return bool(box.exec())


class _Places(QObject):
    """Offers first what meets the need, then every other service and institution."""

    def __init__(self, ctx: Context, form: Form, one: Referral) -> None:
        super().__init__(form)
        self._ctx, self._form, self._one = ctx, form, one
        self._services = {
            offer.id: offer.institution.id
            for entry in service.institutions(ctx)
            for offer in entry.offers
        }
        self._need: Need | None = None
        self._begun = False
        form.editor("need").edited.connect(self.show_need)

    @Slot()
    def show_need(self) -> None:
        """Put what meets the need first."""
        need = self._form.value("need")
        if self._begun and need == self._need:
            return
        self._begun, self._need = True, need
        kept = self._form.value("place")
        suited = service.offers(self._ctx, need) if need is not None else []
        first = [(one.id, words.offer(one)) for one in suited]
        known = {one.id for one in suited}
        others = [(o.id, words.offer(o)) for o in service.offers(self._ctx) if o.id not in known]
        places: Choices = [
            (f"{_PLACE}{entry.id}", entry.institution.name)
            for entry in service.institutions(self._ctx)
            if entry.institution.closed_on is None or entry.id == self._one.institution_id
        ]
        ended = self._ended({key for key, _word in (*first, *others)})
        self._form.set_choices("place", [*first, *others, *ended, *places])
        self._form.editor("place").set_value(kept)

    def choose(self, one: Referral) -> None:
        """Show where a referral goes."""
        place = one.service_id or (f"{_PLACE}{one.institution_id}" if one.institution_id else None)
        self._form.fill({"place": place})

    def parts(self, place: str) -> dict[str, str]:
        """Return institution and service of a choice."""
        if place.startswith(_PLACE):
            return {"institution_id": place.removeprefix(_PLACE), "service_id": ""}
        return {"institution_id": self._services.get(place, ""), "service_id": place}

    def _ended(self, known: set[str]) -> Choices:
        """Keep a service that has ended for the referral that went there."""
        if not self._one.service_id or self._one.service_id in known:
            return []
        entry = service.institution(self._ctx, self._one.institution_id)
        return [(o.id, words.offer(o)) for o in entry.offers if o.id == self._one.service_id]


def note_outcome(ctx: Context, line: ReferralLine, parent: QWidget) -> bool:
    """Ask what came of a referral."""
    form = Form(
        ChoiceField("outcome", N_("What came of it"), choices=tuple(service.OUTCOMES.items()),
                    required=True),
        DateField("outcome_on", N_("Known since"), required=True),
        NoteField("outcome_note", N_("In words"), lines=3),
        today=ctx.clock.today,
    )  # fmt: skip
    one = line.referral
    form.fill({"outcome": one.outcome, "outcome_on": one.outcome_on or ctx.today,
               "outcome_note": one.outcome_note or None})  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        form.show_problems(form.missing())
        if values["outcome"] is not None:
            service.note_outcome(
                ctx, one.id, values["outcome"], values["outcome_on"], values["outcome_note"] or ""
            )
        else:
            service.save_referral(ctx, replace(one, outcome=None, outcome_on=values["outcome_on"]))

    heading = f"{line.family_name} – {line.institution_name}"
    return bool(FormDialog(heading, form, save, parent=parent).exec())


# -- advocacy --------------------------------------------------------------------------------


def edit_advocacy(ctx: Context, one: Advocacy, parent: QWidget) -> bool:
    """Ask what was done in a role."""
    form = Form(
        DateField("done_on", N_("Date"), required=True),
        ChoiceField("part", N_("Role"), choices=tuple(service.PARTS.items()), required=True),
        ChoiceField("skill", N_("What was done"), choices=_skills(one.part), required=True),
        ChoiceField("institution_id", N_("With which institution"), searchable=True,
                    choices=_institutions(service.institutions(ctx))),
        TextField("counterpart", N_("With whom"), max_length=120),
        ChoiceField("group_id", N_("For which group"), searchable=True,
                    choices=[(g.id, g.name) for g in people.groups(ctx)]),
        NoteField("topic", N_("What it was about"), lines=2, required=True),
        NoteField("stance", N_("What we asked for"), lines=2),
        NoteField("result", N_("What came of it"), lines=2),
        NoteField("follow_up", N_("Follow-up"), lines=1),
        DateField("follow_up_due", N_("Follow-up due on")),
        DateField("follow_up_done_on", N_("Follow-up done on")),
        today=ctx.clock.today,
    )  # fmt: skip
    roles = _Roles(form)
    _fill(form, one)
    roles.show_part()

    def save(values: dict[str, Any]) -> None:
        service.save_advocacy(ctx, _composed(one, values))

    return bool(FormDialog(_("Done in one of the four roles"), form, save, parent=parent).exec())


class _Roles(QObject):
    """Offers what belongs to the role chosen."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._form = form
        form.editor("part").edited.connect(self.show_part)

    @Slot()
    def show_part(self) -> None:
        """Offer the skills of the role."""
        kept = self._form.value("skill")
        self._form.set_choices("skill", _skills(self._form.value("part")))
        self._form.editor("skill").set_value(kept)


def _skills(part: Part | None) -> list[tuple[diary.Skill, str]]:
    parts = (part,) if part is not None else tuple(Part)
    return [(skill, service.SKILLS[skill]) for one in parts for skill in diary.SKILLS[one]]


def _institutions(entries: Sequence[Entry]) -> Choices:
    return [(entry.id, entry.institution.name) for entry in entries]


# -- complaints ------------------------------------------------------------------------------


def new_complaint(ctx: Context, parent: QWidget, *, of_family: bool) -> bool:
    """Ask for a complaint, of a family in the register or of anybody."""
    if not of_family:
        return edit_complaint(ctx, Complaint(), parent)
    family = _one_family(ctx, _("Who complains?"), parent)
    return bool(family) and edit_complaint(ctx, service.blank_complaint(ctx, family), parent)


def edit_complaint(ctx: Context, one: Complaint, parent: QWidget) -> bool:
    """Ask for a complaint."""
    begun = one if one.id else replace(
        one, received_on=ctx.today, due_on=ctx.today + timedelta(days=model.FOLLOW_UP_DAYS)
    )  # fmt: skip
    form = Form(
        DateField("received_on", N_("Came on"), required=True),
        TimeField("received_at", N_("At")),
        ChoiceField("channel", N_("How it came"), choices=tuple(service.CHANNELS.items()),
                    required=True),
        ChoiceField("topic", N_("About"), choices=tuple(service.TOPICS.items()), required=True),
        NoteField("text", N_("The complaint"), lines=4, required=True),
        NoteField("analysis", N_("What we found and what follows"), lines=3),
        DateField("due_on", N_("Answer due")),
        TextField("letter_no", N_("Number"), max_length=120),
        Section(N_("Who complains")),
        TextField("name", N_("Name"), required=True, max_length=120),
        TextField("nik", N_("NIK"), digits=True, max_length=16),
        TextField("phone", N_("Phone"), max_length=120),
        TextField("address", N_("Address"), wide=True),
        TextField("village", N_("Village"), max_length=120),
        TextField("district", N_("District"), max_length=120),
        TextField("regency", N_("Regency or city"), max_length=120),
        NumberField("latitude", N_("Latitude"), decimals=6, may_be_negative=True),
        NumberField("longitude", N_("Longitude"), decimals=6, may_be_negative=True),
        today=ctx.clock.today,
    )  # fmt: skip
    _fill(form, begun)

    def save(values: dict[str, Any]) -> None:
        service.save_complaint(ctx, _composed(begun, values))

    return bool(FormDialog(_("A complaint (RHK 6)"), form, save, parent=parent).exec())


def take_step(ctx: Context, line: ComplaintLine, parent: QWidget) -> bool:
    """Ask for a complaint's next step."""
    form = Form(
        ChoiceField("state", N_("Stands now"), choices=tuple(service.PROGRESS.items()),
                    blank=None),
        DateField("done_on", N_("Date"), required=True),
        NoteField("note", N_("What was done"), lines=3),
        today=ctx.clock.today,
    )  # fmt: skip
    order = list(service.PROGRESS)
    following = order[min(order.index(line.state) + 1, len(order) - 2)]
    form.fill({"state": following, "done_on": ctx.today})

    def save(values: dict[str, Any]) -> None:
        service.take_step(
            ctx, line.id, values["state"], values["done_on"], values["note"] or ""
        )  # fmt: skip

    heading = _("Next step: {name}").format(name=line.complaint.name)
    return bool(FormDialog(heading, form, save, parent=parent).exec())


# -- contacts --------------------------------------------------------------------------------


def new_contact(ctx: Context, parent: QWidget) -> bool:
    """Ask with whom one spoke, how, and about what; several families are a small group."""
    form = contact_form(ctx)
    form.fill({"contacted_on": ctx.today})

    def save(ids: list[str], values: dict[str, Any]) -> None:
        service.note_contact(ctx, ids, _composed(Contact(family_id=""), values))

    box = FamilyFinder(
        ctx, _("Note a contact"), save, action=_("Save"), form=form, parent=parent
    )  # fmt: skip
    return bool(box.exec())


def edit_contact(ctx: Context, one: Contact, name: str, parent: QWidget) -> bool:
    """Change a contact."""
    form = contact_form(ctx)
    _fill(form, one)

    def save(values: dict[str, Any]) -> None:
        service.save_contact(ctx, _composed(one, values))

    heading = _("Contact with {name}").format(name=name)
    return bool(FormDialog(heading, form, save, parent=parent).exec())


def contact_form(ctx: Context) -> Form:
    """Return the form of a contact."""
    return Form(
        DateField("contacted_on", N_("Date"), required=True),
        ChoiceField("way", N_("How"), choices=tuple(service.WAYS.items()), required=True),
        TextField("topic", N_("About what"), required=True, wide=True),
        NoteField("note", N_("Note"), lines=1),
        TextField("follow_up", N_("Follow-up")),
        DateField("follow_up_due", N_("Follow-up due on")),
        today=ctx.clock.today,
    )


# -- what the forms share --------------------------------------------------------------------


def _one_family(ctx: Context, heading: str, parent: QWidget) -> str:
    chosen: list[str] = []

    def take(ids: list[str], _values: dict[str, Any]) -> None:
        chosen.extend(ids[:1])

    FamilyFinder(ctx, heading, take, action=_("Next"), multi=False, parent=parent).exec()
    return chosen[0] if chosen else ""


def _fill(form: Form, thing: Any, skip: Sequence[str] = ()) -> None:
    """Show a record: blank texts as blank fields."""
    names = [n for n in thing.__dataclass_fields__ if form.has_field(n) and n not in skip]
    form.fill({name: _shown(getattr(thing, name)) for name in names})


def _shown(value: Any) -> Any:
    return None if value == "" else value


def _composed(thing: Any, values: dict[str, Any]) -> Any:
    """Put what was typed into a record; a blank text field is an empty text."""
    fields = type(thing).__dataclass_fields__
    ready = {
        name: "" if value is None and fields[name].type is str else value
        for name, value in values.items()
        if name in fields
    }
    return replace(thing, **ready)
