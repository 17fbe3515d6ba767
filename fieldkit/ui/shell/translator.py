"""Qt's own words (OK, Cancel, file dialogs, menus) from our catalogue: Qt ships no Indonesian."""

from PySide6.QtCore import QObject, QTranslator
from PySide6.QtWidgets import QApplication

from fieldkit.core import i18n
from fieldkit.core.i18n import N_


class Translator(QTranslator):
    """Answers Qt's questions out of the gettext catalogue."""

    def translate(
        self,
        context: str,
        source_text: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """Return our word for Qt's, or Qt's own where we have none."""
        del disambiguation, n
        if context == "QShortcut":  # keys keep the names printed on them
            return KEYS.get(source_text, source_text)
        return i18n._(source_text) if source_text in QT_WORDS else source_text

    def isEmpty(self) -> bool:
        """Return False: there are words in here."""
        return False


def install(app: QApplication, parent: QObject | None = None) -> Translator:
    """Let the application ask us first."""
    translator = Translator(parent or app)
    app.installTranslator(translator)
    return translator


KEYS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}


# What the dialogs of Qt ask for; every entry is a message of our catalogue.
QT_WORDS = frozenset(
    {
        N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
        N_("%1\nFile not found.\nPlease verify the correct file name was given."),
        N_("%1 KB"),
        N_("%1 MB"),
        N_("%1 already exists.\nDo you want to replace it?"),
        N_("&Add to Custom Colors"),
        N_("&Basic colors"),
        N_("&Cancel"),
        N_("&Choose"),
        N_("&Close"),
        N_("&Copy"),
        N_("&Custom colors"),
        N_("&Delete"),
        N_("&Green:"),
        N_("&HTML:"),
        N_("&Look in:"),
        N_("&Name:"),
        N_("&New Folder"),
        N_("&No"),
        N_("&OK"),
        N_("&Open"),
        N_("&Options >>"),
        N_("&Paste"),
        N_("&Pick Screen Color"),
        N_("&Print"),
        N_("&Red:"),
        N_("&Redo"),
        N_("&Rename"),
        N_("&Sat:"),
        N_("&Select All"),
        N_("&Undo"),
        N_("&Val:"),
        N_("&Yes"),
        N_("A&lpha channel:"),
        N_("Abort"),
        N_("All Files (*)"),
        N_("All Pages"),
        N_("Apply"),
        N_("Are you sure you want to delete '%1'?"),
        N_("Back"),
        N_("Bl&ue:"),
        N_("Cancel"),
        N_("Change to detail view mode"),
        N_("Change to list view mode"),
        N_("Choose"),
        N_("Close"),
        N_("Close without Saving"),
        N_("Collate"),
        N_("Color"),
        N_("Color Mode"),
        N_("Computer"),
        N_("Copies"),
        N_("Copies:"),
        N_("Copy"),
        N_("Create New Folder"),
        N_("Create a New Folder"),
        N_("Cu&t"),
        N_("Current Page"),
        N_("Cut"),
        N_("Date Modified"),
        N_("Delete"),
        N_("Detail View"),
        N_("Directories"),
        N_("Directory:"),
        N_("Discard"),
        N_("Don't Save"),
        N_("Double Sided Printing"),
        N_("Drive"),
        N_("Even Pages"),
        N_("File &name:"),
        N_("Files"),
        N_("Files of &type:"),
        N_("Files of type:"),
        N_("Find Directory"),
        N_("First page"),
        N_("Fit page"),
        N_("Fit width"),
        N_("Folder"),
        N_("Forward"),
        N_("Go back"),
        N_("Go forward"),
        N_("Go to the parent directory"),
        N_("Grayscale"),
        N_("Help"),
        N_("Hu&e:"),
        N_("Ignore"),
        N_("Landscape"),
        N_("Last page"),
        N_("List View"),
        N_("List of places and bookmarks"),
        N_("Local file"),
        N_("Location:"),
        N_("Long side binding"),
        N_("N&o to All"),
        N_("Name"),
        N_("Next page"),
        N_("No"),
        N_("OK"),
        N_("Odd Pages"),
        N_("Off"),
        N_("Open"),
        N_("Options"),
        N_("Output &file:"),
        N_("Output Settings"),
        N_("P&roperties"),
        N_("Page &Set:"),
        N_("Page setup"),
        N_("Pages"),
        N_("Pages from"),
        N_("Parent Directory"),
        N_("Paste"),
        N_("Portrait"),
        N_("Preview"),
        N_("Previous page"),
        N_("Print"),
        N_("Print Preview"),
        N_("Print all"),
        N_("Print range"),
        N_("Print to File (PDF)"),
        N_("Printer"),
        N_("Redo"),
        N_("Reset"),
        N_("Restore Defaults"),
        N_("Retry"),
        N_("Reverse"),
        N_("Save"),
        N_("Save All"),
        N_("Save As"),
        N_("Scroll Left"),
        N_("Scroll Right"),
        N_("Select All"),
        N_("Select Color"),
        N_("Selection"),
        N_("Short side binding"),
        N_("Show "),
        N_("Show &hidden files"),
        N_("Show facing pages"),
        N_("Show overview of all pages"),
        N_("Show single page"),
        N_("Sidebar"),
        N_("Size"),
        N_(
            "Specify pages or ranges separated by commas. "
            "Ranges are specified by two numbers separated by a hyphen. "
            "E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9."
        ),
        N_("Step &down"),
        N_("Step &up"),
        N_("Today"),
        N_("Type"),
        N_("Type:"),
        N_("Undo"),
        N_("Write PDF file"),
        N_("Yes"),
        N_("Yes to &All"),
        N_("Zoom in"),
        N_("Zoom out"),
        N_("to"),
    }
)
