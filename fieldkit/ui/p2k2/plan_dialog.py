"""Plans a session: which group, what, when, where, who."""

from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _
from fieldkit.features.meeting import service as meeting
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Presenter, Session
from fieldkit.features.p2k2.plans import model
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import Proposal
from fieldkit.features.p2k2.plans.model import Slot as PlanSlot
from fieldkit.ui.p2k2.facts_form import FactsForm, with_facts
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box, ask
from fieldkit.ui.widgets.form import ChoiceField


class PlanDialog(Box):
    """A form in a box; Ctrl+Enter saves. `saved_id` names the session afterwards."""

    def __init__(
        self,
        ctx: Context,
        group_id: str = "",
        parent: QWidget | None = None,
        *,
        proposal: Proposal | None = None,
        code: str = "",
        day: date | None = None,
    ) -> None:
        super().__init__(_("Plan a session"), parent=parent)
        self._ctx = ctx
        self.saved_id = ""
        self._why = model.kept_reasons(proposal.reasons) if proposal else ""
        self._groups = {group["id"]: group for group in p2k2.group_choices(ctx)}
        choices = [(group["id"], group["name"]) for group in self._groups.values()]
        field = ChoiceField(
            "group_id", N_("Group"), required=True, wide=True, choices=choices, searchable=True
        )
        self.facts = FactsForm(ctx, full=False, first=(field,))
        self.form = self.facts.form
        self._shown_group = ""
        self.reminder = Notice("", icon="history")
        self.clash = Notice("", role="attention", icon="triangle-alert")
        self._asked: PlanSlot | None = None
        self._trouble = Notice("", role="danger", icon="circle-alert")
        self._lay_out()
        self.save_button = buttons.button(
            _("Save the plan"), self._on_save_clicked, kind="primary", key=buttons.SAVE_KEYS
        )
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.add_button(self.save_button)
        self.form.changed.connect(self._on_changed)
        self.form.fill({"presenters": [_myself(ctx)]})
        if proposal is not None:
            group_id = proposal.group_id
        if group_id:
            self.form.fill({"group_id": group_id})
            self._show_group(group_id)
        if proposal is not None:
            self._show_proposal(proposal)
        wished = {"code": code or None, "held_on": day}
        self.form.fill({name: value for name, value in wished.items() if value is not None})
        self._show_clash()
        self.form.focus("held_on" if code else ("code" if group_id else "group_id"))
        self.fit(680, 600)

    def _lay_out(self) -> None:
        holder = QWidget()
        holder.setProperty("page", True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, style.px(8), 0)
        inside.addWidget(self.reminder)
        inside.addWidget(self.clash)
        inside.addWidget(self.facts)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(holder)
        self.content.addWidget(self._trouble)
        self.content.addWidget(scroll, 1)

    def reject(self) -> None:
        """Close, asking first when something was typed."""
        if self.form.is_dirty and not ask(
            self,
            _("Close without saving?"),
            _("What you typed in this form has not been saved."),
            _("Close without saving"),
            danger=True,
        ):
            return
        super().reject()

    def _show_group(self, group_id: str) -> None:
        """Offer the group's usual place and remind of what it had last."""
        self._shown_group = group_id
        self.facts.prepare(group_id)
        last = p2k2.last_session(self._ctx, group_id)
        place = self._groups[group_id]["meeting_place"] or (last.place if last else "")
        if place and not self.form.value("place"):
            self.form.editor("place").set_value(place)
        told = [_("Last time: {topic}").format(topic=last.title)] if last and last.title else []
        warned = p2k2.size_warning(self._ctx, group_id)
        told += [sentences.problem_sentence(warned)] if warned is not None else []
        self.reminder.show_text("\n".join(told), icon="history")

    def _show_proposal(self, proposal: Proposal) -> None:
        """Begin with what was proposed, and say why."""
        self.form.fill(
            {
                "code": proposal.code,
                "held_on": proposal.held_on,
                "starts": proposal.starts,
                "ends": proposal.ends,
                "place": proposal.place or self.form.value("place"),
            }
        )
        reasons = "; ".join(plans.reason_words(reason) for reason in proposal.reasons)
        self.reminder.show_text(reasons, icon="circle-dot")

    @Slot()
    def _on_changed(self) -> None:
        group_id = self.form.value("group_id")
        if group_id and group_id != self._shown_group:
            self._show_group(group_id)
        self._show_clash()

    def _show_clash(self) -> None:
        """Say what else stands at the typed time; nothing of it blocks."""
        asked = self._typed_slot()
        if asked == self._asked:
            return
        self._asked = asked
        told: list[str] = []
        if asked is not None and asked.day >= self._ctx.today:
            taken = meeting.taken(self._ctx, Month.of(asked.day))
            found = plans.troubles(self._ctx, asked, taken=taken)
            told = [plans.conflict_words(one) for one in found]
        self.clash.show_text("\n".join(told), role="attention", icon="triangle-alert")

    def _typed_slot(self) -> PlanSlot | None:
        day, group_id = self.form.value("held_on"), self.form.value("group_id")
        if day is None or not group_id:
            return None
        starts, ends = self.form.value("starts"), self.form.value("ends")
        return PlanSlot(id="typed", day=day, starts=starts, ends=ends, group_id=group_id)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.form.show_problems(())
        self._trouble.show_text("")
        try:
            values = self.form.values()
            self._save(values)
        except InvalidInputError as error:
            self.facts.show_problems(list(error.problems))
            loose = self.form.unplaced(error.problems)
            text = "\n".join(sentences.problem_sentence(p) for p in loose)
            self._trouble.show_text(text, role="danger", icon="circle-alert")
        except FieldKitError as error:
            self._trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
        else:
            self.form.mark_clean()
            self.done(QDialog.DialogCode.Accepted)

    def _save(self, values: dict[str, Any]) -> None:
        started = Session(group_id=values["group_id"] or "", why=self._why)
        planned = with_facts(started, values, self.facts.topics)
        self.saved_id = p2k2.plan_session(self._ctx, planned)


def _myself(ctx: Context) -> tuple[str, str]:
    """Return who plans: presenting oneself is the usual plan, to be changed at will."""
    signer = office.signer(ctx)
    me = Presenter(name=signer.name, institution=signer.role_lines[-1])
    return me.name, me.institution
