"""A line of buttons and labels that wraps where there is little room."""

from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.flow_layout import FlowLayout


def button_line(*widgets: QWidget) -> QWidget:
    """Return the widgets side by side."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=8)
    for widget in widgets:
        flow.addWidget(widget)
    return holder
