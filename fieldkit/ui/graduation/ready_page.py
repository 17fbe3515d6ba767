"""How every family stands: one column for each criterion, the reasons beside the list."""

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import letters, report, service
from fieldkit.features.graduation.readiness import Criterion, Verdict
from fieldkit.features.graduation.service import ReadyLine
from fieldkit.features.people import service as people
from fieldkit.ui.graduation import forms, words
from fieldkit.ui.graduation.detail import Detail
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable

_SHORT = {
    Criterion.INCOME: N_("Inc."),
    Criterion.BUSINESS: N_("Bus."),
    Criterion.SAVINGS: N_("Sav."),
    Criterion.ASSETS: N_("Own."),
    Criterion.EDUCATION: N_("Edu."),
    Criterion.CONSENT: N_("Agr."),
}
_MARKS = {Verdict.YES: "✓", Verdict.NO: "✗", Verdict.UNKNOWN: "?"}


class ReadyPage(QWidget):
    """Lists families by how they stand; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._may_edit = self._ctx.may(Permission.EDIT_GRADUATION)
        self._lines: list[ReadyLine] = []
        self.chips = FilterChips(
            Chip("group", _("Group")),
            Chip("stage", _("Not on the path")),
            Chip("agreed", _("Agrees")),
            Chip("criterion", _("Not met or not known")),
        )
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("name"), stretch=True, width=12, bold=True),
            Column(N_("Code"), attrgetter("row_code"), width=6),
            *(
                Column(
                    _SHORT[one], _verdict(one), text=_MARKS.__getitem__, width=4,
                    align="right", role=_role(one), tooltip=_tip(one), key=one.value,
                )
                for one in Criterion
            ),
            Column(
                N_("Met"), attrgetter("readiness"), text=words.met, width=13,
                tooltip=lambda line: words.standing(line.readiness),
            ),
            name=N_("How families stand"),
            multi=True,
            empty=N_("No family fits these filters."),
        )  # fmt: skip
        self.detail = Detail(self._ctx)
        self.told_label = QLabel()
        self.told_label.setWordWrap(True)
        style.set_role(self.told_label, "secondary")
        self.add_button = buttons.button(
            _("Put on the path"), self._on_add_clicked, icon="plus", key="Ctrl+N", kind="primary"
        )
        self.goods_button = buttons.button(
            _("Add what it owns"), self._on_goods_clicked, icon="package"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.add_button.setVisible(self._may_edit)
        self.goods_button.setVisible(self._may_edit)
        self._detail_timer = QTimer(self)
        self._detail_timer.setSingleShot(True)
        self._detail_timer.setInterval(90)
        self._detail_timer.timeout.connect(self._show_detail)
        sides = QHBoxLayout()
        sides.setSpacing(style.px(16))
        sides.addWidget(self.table, 3)
        sides.addWidget(self.detail, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.chips)
        layout.addWidget(self.told_label)
        layout.addLayout(sides, 1)
        layout.addWidget(
            flow_layout.bar(
                self.add_button, self.goods_button, self.print_button, self.family_button
            )
        )
        self.chips.changed.connect(self.reload)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.activated.connect(self._on_family_clicked)

    @Slot()
    def reload(self) -> None:
        """Read how families stand."""
        groups = [("", _("Without a group"))]
        groups = [(group.id, group.name) for group in people.groups(self._ctx)] + groups
        self.chips.set_choices("group", groups)
        used = [rule for rule in service.rules(self._ctx) if rule.is_used]
        self.chips.set_choices(
            "criterion", [(rule.criterion, _(service.CRITERIA[rule.criterion])) for rule in used]
        )
        chosen = self.chips.active()
        self._lines = service.readiness_list(self._ctx, chosen.get("group"))
        unused = {one.value for one in Criterion} - {rule.criterion.value for rule in used}
        self.table.hide_columns(sorted(unused))
        shown = [line for line in self._lines if _fits(line, chosen)]
        self.table.show_rows(shown)
        if shown and self.table.current() is None:
            self.table.select_first()
        said = ngettext("{count} family", "{count} families", len(shown))
        self.told_label.setText(
            _("{said}, those that meet most first. ✓ met, ✗ not met, ? not known.").format(
                said=said.format(count=len(shown))
            )
        )
        self._show_detail()

    def show_month(self, _month: Month) -> None:
        """Read the page again; it knows no months."""
        self.reload()

    def documents(self, _month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.readiness(self._ctx)]

    def current(self) -> ReadyLine | None:
        """Return the family under the cursor."""
        found = self.table.current()
        return found if isinstance(found, ReadyLine) else None

    @Slot()
    def _on_selection_changed(self) -> None:
        self._show_buttons()
        self._detail_timer.start()

    @Slot()
    def _show_detail(self) -> None:
        line = self.current()
        if line is None:
            self.detail.clear(_("Choose a family to see how it stands."))
        else:
            self.detail.show_family(line.family_id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.current()
        for button in (self.goods_button, self.print_button, self.family_button):
            button.setEnabled(line is not None)
        self.add_button.setEnabled(any(one.stage is None for one in self._selected()))

    def _selected(self) -> list[ReadyLine]:
        return [one for one in self.table.selected() if isinstance(one, ReadyLine)]

    @Slot()
    def _on_add_clicked(self) -> None:
        ids = [one.family_id for one in self._selected()]
        count = 0

        def put() -> None:
            nonlocal count
            count = service.put_on_path(self._ctx, ids)

        if ids and self._screen.attempt(put):
            said = ngettext(
                "{count} family is a candidate now.", "{count} families are candidates now.", count
            )
            self._screen.say(said.format(count=count), undo=True)
            self.reload()

    @Slot()
    def _on_goods_clicked(self) -> None:
        line = self.current()
        if line is not None and forms.new_asset(self._ctx, line.family_id, self.window()):
            self._screen.say(_("It is noted."), undo=True)
            self.reload()

    @Slot()
    def _on_print_clicked(self) -> None:
        line = self.current()
        if line is None:
            return
        documents = [
            report.readiness_sheet(self._ctx, line.family_id),
            letters.talk_sheets(self._ctx, [one.family_id for one in self._selected()]),
            report.readiness(self._ctx, self.chips.active().get("group")),
        ]
        PreviewDialog(self._ctx, documents, self.window()).exec()

    @Slot()
    def _on_family_clicked(self) -> None:
        line = self.current()
        if line is not None:
            self.family_opened.emit(line.family_id)


def _fits(line: ReadyLine, chosen: dict[str, object]) -> bool:
    if chosen.get("stage") and line.stage is not None:
        return False
    consent = line.readiness.of(Criterion.CONSENT)
    if chosen.get("agreed") and (consent is None or consent.verdict is not Verdict.YES):
        return False
    wanted = chosen.get("criterion")
    if isinstance(wanted, Criterion):
        found = line.readiness.of(wanted)
        return found is not None and found.verdict is not Verdict.YES
    return True


def _verdict(criterion: Criterion) -> Callable[[ReadyLine], Verdict | None]:
    def verdict(line: ReadyLine) -> Verdict | None:
        found = line.readiness.of(criterion)
        return found.verdict if found is not None else None

    return verdict


def _role(criterion: Criterion) -> Callable[[ReadyLine], str]:
    def role(line: ReadyLine) -> str:
        found = line.readiness.of(criterion)
        return words.VERDICT_ROLES[found.verdict] if found is not None else "secondary"

    return role


def _tip(criterion: Criterion) -> Callable[[ReadyLine], str]:
    from fieldkit.features.graduation import words as room_words

    def tip(line: ReadyLine) -> str:
        found = line.readiness.of(criterion)
        if found is None:
            return ""
        return f"{_(service.CRITERIA[criterion])}: {room_words.finding(found)}"

    return tip
