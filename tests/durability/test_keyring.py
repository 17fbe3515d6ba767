"""A PIN and this system's own key ring: a real Secret Service, on a session bus of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What happened in a life with a PIN, on a bus and in a home of its own."""
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        pytest.skip(f"no Secret Service can be started here: {', '.join(missing)} is missing")
    place = tmp_path_factory.mktemp("ring")
    homes = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data"}
    homes |= {"XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"}
    for name in homes.values():
        (place / name).mkdir(mode=0o700)
    without_window = {k: v for k, v in os.environ.items() if "DISPLAY" not in k and "DBUS" not in k}
    env = {name: str(place / folder) for name, folder in homes.items()}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.durability.ring_walk", str(place)],
        env={**without_window, **env, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if "no Secret Service answers here" in done.stderr:
        pytest.skip("a Secret Service was started here and does not answer")
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_without_a_key_ring_no_pin_is_offered():
    code = "from fieldkit.core.security import keyslots; print(keyslots.system_ring())"
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **nowhere},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "None\n", done.stderr


def test_a_pin_is_set_in_the_systems_own_ring_and_its_half_lies_in_no_file(told):
    assert told["backend"] == "keyring.backends.SecretService"
    assert told["ways before"] == [True, None]
    assert told["ways after"] == [True, 5]
    assert told["half is kept"] == 44
    assert told["half lies in no file"]
    assert told["half after removal"] is None


def test_a_locked_book_and_a_restarted_one_open_with_the_pin(told):
    assert told["locked"]
    assert told["opened with the PIN"]
    assert told["opened again after a restart"]


def test_wrong_pins_are_counted_slowed_down_and_told_in_the_log(told):
    assert [(one["code"], one["left"]) for one in told["wrong"]] == [
        ("wrong_pin", 4), ("wrong_pin", 3), ("wrong_pin", 2),
    ]  # fmt: skip
    assert told["too soon"]["code"] == "too_soon"
    assert told["right after waiting"]["code"] == "ok"
    assert ["wrong_words", "3"] in told["log"]


def test_the_fifth_wrong_pin_burns_slot_and_half_and_the_passphrase_still_opens(told):
    assert [one["left"] for one in told["burning"]] == [4, 3, 2, 1, 0]
    assert told["half after burning"] is None
    assert told["ring after burning"] is False
    assert told["passphrase"]["code"] == "ok"


@pytest.mark.parametrize("state", ["ring locked", "ring gone", "bus gone"])
def test_a_ring_that_is_locked_or_gone_is_said_and_the_passphrase_still_opens(told, state):
    lost = told[state]
    assert lost["is offered"] is False
    assert lost["pin"]["code"] == "ring_silent"
    assert "Open the book with the passphrase" in lost["pin"]["said"]
    assert lost["passphrase"]["code"] == "ok"
    assert told["slot stays"] == "5"


def test_a_pin_is_not_set_halfway_where_the_ring_refuses(told):
    for state in ("set while locked", "set while gone"):
        assert told[state]["code"] == "usage", told[state]
        assert "refused to keep" in told[state]["said"]
    assert told["ways while locked"] == [True, None]
