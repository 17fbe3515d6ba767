"""Puts resources and compiled catalogues into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

from strings import compile_catalogues

CARRIED = ("resources", "translations")


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before the files of a wheel are gathered; an editable install finds them at home."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and carry what `core.paths` looks for."""
        root = Path(self.root)
        compile_catalogues(root / "translations")
        if version != "editable":
            for name in CARRIED:
                build_data["force_include"][str(root / name)] = f"fieldkit/_{name}"
