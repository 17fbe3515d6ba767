"""Runs random real commands on a book and says each one that was acknowledged; to be killed."""

import sys
from pathlib import Path

from fieldkit.core import vault
from tests.durability.deeds import Deeds, Told


def main() -> None:
    """Write until killed: after each commit one line of what was done goes to standard output."""
    folder, key, seed = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
    deeds = Deeds(vault.open_with_key(folder, key), seed, say)
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
