"""A real start with the key in hand: process, book, Beranda painted; then every screen once."""

import os
import sys
import time
from pathlib import Path


def resident() -> float:
    """The memory of this process in MB."""
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


folder, key, opens_all = (
    Path(sys.argv[1]),
    bytes.fromhex(sys.stdin.readline()),
    sys.argv[2] == "all",
)

from fieldkit import app  # noqa: E402
from fieldkit.core import settings  # noqa: E402
from fieldkit.core.vault import open_with_key  # noqa: E402

application = app.application()
program = app.Program(application, settings.Settings())
program.dress()
program.ctx, program.folder = open_with_key(folder, key), folder
window = program.show_window()
application.processEvents()
painted, at_home = time.time(), resident()
if opens_all:
    from PySide6.QtCore import QCoreApplication, QEvent

    from fieldkit.ui import screens
    from fieldkit.ui.shell.navigation import OpenScreen

    for spec in screens.SCREENS:
        window.navigate(OpenScreen(spec.key))
        for _turn in range(30):
            application.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as a loop does
print(painted, at_home, resident())
sys.stdout.flush()
os._exit(0)
