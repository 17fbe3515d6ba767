"""A session ready to be held, for the tests of this room."""

from datetime import date, time
from typing import Any

import pytest

from fieldkit.features.p2k2.model import Presenter, Session


@pytest.fixture
def ready() -> Any:
    """Makes a complete session of a group: `ready(group_id, code="M3S1")`."""

    def make_session(group_id: str, **more: Any) -> Session:
        fields: dict[str, Any] = {
            "held_on": date(2026, 11, 18),
            "starts": time(9, 0),
            "ends": time(11, 0),
            "place": "Rumah Ibu Ketua",
            "code": "M2S1",
            "presenters": (Presenter(name="Sri Wahyuni", institution="Pendamping PKH"),),
        }
        return Session(group_id=group_id, **(fields | more))

    return make_session
