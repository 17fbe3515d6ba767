"""The floor of a start: a bare PySide6 window with a table of 10,000 rows, and nothing else."""

import sys
import time

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

ROOT = QModelIndex()


class Rows(QAbstractTableModel):
    def rowCount(self, _parent=ROOT):
        return 10_000

    def columnCount(self, _parent=ROOT):
        return 6

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return f"row {index.row()} column {index.column()}"
        return None


app = QApplication(sys.argv[:1])
app.setStyle("Fusion")
window = QMainWindow()
table = QTableView()
model = Rows()
table.setModel(model)
window.setCentralWidget(table)
window.menuBar().addMenu("File")
window.addToolBar("Tools")
window.resize(1366, 768)
window.show()
app.processEvents()
print(time.time(), 0, 0)
