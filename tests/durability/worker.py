"""Runs random real commands on a book and says each one that was acknowledged; to be killed."""

import sys
from pathlib import Path

from fieldkit.core import vault
from fieldkit.features.backup import service as backup
from tests.durability.deeds import Told
from tests.durability.large_deeds import LargeDeeds


def main() -> None:
    """Write until killed: after each commit one line of what was done goes to standard output."""
    folder, key, seed = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
    say(("starting",))
    ctx = vault.open_with_key(folder, key)
    backup.guard(ctx)
    deeds = LargeDeeds(ctx, seed, say, folder.parent)
    say(("ready",))
    while True:
        told = deeds.do()
        if told:
            say(told)


def say(told: Told) -> None:
    """Acknowledge, unbuffered."""
    sys.stdout.write(" ".join(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
