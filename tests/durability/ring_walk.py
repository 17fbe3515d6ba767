"""Lives with a PIN in this system's own key ring; run inside a session bus of its own.

Says as JSON what happened at each turn: FieldKit's doors, the `keyring` library and a real Secret
Service, nothing in between.
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.core import access, sentences, vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.errors import FieldKitError
from fieldkit.core.security import keyslots
from fieldkit.core.security.roles import Role
from fieldkit.features.keys import service as keys

WORDS, PIN, WRONG = "kata sandi panjang", "482913", "482914"


def serve() -> subprocess.Popen[bytes]:
    """Start a Secret Service whose only collection is open; wait until it answers."""
    import secretstorage

    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if daemon.stdin is not None:
        daemon.stdin.write(b"kunci masuk")
        daemon.stdin.close()
    for _try in range(100):
        try:
            if not secretstorage.get_default_collection(secretstorage.dbus_init()).is_locked():
                return daemon
        except secretstorage.exceptions.SecretStorageException:
            pass
        time.sleep(0.05)
    raise SystemExit("no Secret Service answers here")


def tried(act):
    """Return the code of the error something ends with, its sentence, or `ok`."""
    try:
        act()
    except FieldKitError as error:
        said = sentences.sentence(error)
        return {"code": error.code, "said": said, "left": error.details.get("left")}
    return {"code": "ok"}


def main() -> None:
    """Set a PIN, lock, open, be wrong, burn it, lose the ring."""
    keyslots._OPERATIONS, keyslots._MEMORY = 1, 1024 * 1024
    folder = Path(sys.argv[1]) / "B.fieldkit"
    clock = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
    told = {}
    daemon = serve()
    import keyring
    import keyring.core

    keyring.core.init_backend()  # it was asked before the service was there
    told["backend"] = type(keyring.get_keyring()).__module__
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    told["ways before"] = [keys.ways(ctx).may_have_pin, keys.ways(ctx).pin_tries]
    keys.set_pin(ctx, WORDS, PIN)
    told["ways after"] = [keys.ways(ctx).may_have_pin, keys.ways(ctx).pin_tries]
    kept = keyring.get_password(keyslots.SERVICE, ctx.me.book_id) or ""
    told["half is kept"] = len(kept)
    told["half lies in no file"] = bool(kept) and all(
        kept.encode() not in path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )
    key = ctx.db.data_key
    vault.lock(ctx)
    told["locked"] = ctx.db.is_locked
    ring = vault.pin_ring(folder)
    vault.reopen(ctx, vault.unlock_pin(folder, PIN, ring, clock=clock))
    told["opened with the PIN"] = ctx.db.data_key == key
    vault.close_book(ctx, folder)
    ctx = vault.open_with_key(folder, vault.unlock_pin(folder, PIN, ring, clock=clock), clock=clock)
    told["opened again after a restart"] = ctx.db.data_key == key

    def wrong():
        return tried(lambda: vault.unlock_pin(folder, WRONG, ring, clock=clock))

    told["wrong"] = [wrong() for _n in range(3)]
    told["too soon"] = tried(lambda: vault.unlock_pin(folder, PIN, ring, clock=clock))
    clock.advance(seconds=2)
    told["right after waiting"] = tried(lambda: vault.unlock_pin(folder, PIN, ring, clock=clock))
    vault.note_opened(ctx, folder)
    told["log"] = [[e.act, e.detail] for e in access.entries(ctx)][-3:]
    burning = []
    for _n in range(5):
        burning.append(wrong())
        clock.advance(minutes=5)
    told["burning"] = burning
    told["half after burning"] = keyring.get_password(keyslots.SERVICE, ctx.me.book_id)
    told["ring after burning"] = vault.pin_ring(folder) is not None
    told["passphrase"] = tried(lambda: vault.unlock(folder, WORDS, clock=clock))

    keys.set_pin(ctx, WORDS, PIN)
    keys.remove_pin(ctx, WORDS)
    told["half after removal"] = keyring.get_password(keyslots.SERVICE, ctx.me.book_id)

    keys.set_pin(ctx, WORDS, PIN)
    import secretstorage

    secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    told["ring locked"] = lost(folder, ring, clock)
    told["set while locked"] = tried(lambda: keys.set_pin(ctx, WORDS, PIN))
    told["ways while locked"] = [keys.ways(ctx).may_have_pin, keys.ways(ctx).pin_tries]
    daemon.kill()
    daemon.wait()
    told["ring gone"] = lost(folder, ring, clock)
    told["set while gone"] = tried(lambda: keys.set_pin(ctx, WORDS, PIN))
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    told["bus gone"] = lost(folder, ring, clock)
    told["slot stays"] = vault.slot_kinds(folder).get("pin")
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)


def lost(folder, ring, clock):
    """Return what a PIN and the passphrase do while the key ring does not answer."""
    return {
        "is offered": vault.pin_ring(folder) is not None,
        "pin": tried(lambda: vault.unlock_pin(folder, PIN, ring, clock=clock)),
        "passphrase": tried(lambda: vault.unlock(folder, WORDS, clock=clock)),
    }


if __name__ == "__main__":
    main()
