"""What is typed and not saved survives; photos are saved with the visit."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from fieldkit.core.errors import InvalidInputError
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Waiting
from fieldkit.features.visits import service
from fieldkit.features.visits.model import Purpose, Visit


@pytest.fixture
def visit(make):
    return Visit(
        family_id=make.family(make.group()),
        visited_on=date(2026, 11, 10),
        purposes=(Purpose.CASE,),
        agreement="Ke puskesmas",
    )


def test_what_was_typed_comes_back_as_typed(ctx, visit):
    typed = {"visited_on": "31/2", "agreement": "setengah"}
    service.keep_draft(ctx, visit.family_id, typed)
    kept, saved_at = service.draft(ctx, visit.family_id)
    assert kept == typed
    assert saved_at == ctx.clock.now()
    assert service.drafts(ctx) == {visit.family_id}
    service.drop_draft(ctx, visit.family_id)
    assert service.draft(ctx, visit.family_id) is None


def test_a_draft_leaves_no_trace_in_the_history(ctx, visit):
    before = ctx.db.value("SELECT count(*) FROM op")
    service.keep_draft(ctx, visit.family_id, {"agreement": "x"})
    assert ctx.db.value("SELECT count(*) FROM op") == before


def test_saving_forgets_the_draft(ctx, visit):
    service.keep_draft(ctx, visit.family_id, {"agreement": "x"})
    visit_id = service.record_visit(ctx, visit)
    assert service.drafts(ctx) == set()
    service.keep_draft(ctx, visit_id, {"agreement": "y"})
    service.save_visit(ctx, replace(visit, id=visit_id))
    assert service.drafts(ctx) == set()


def test_a_spoilt_draft_is_nothing(ctx, visit):
    service.keep_draft(ctx, visit.family_id, {})
    with ctx.db.local() as writer:
        row = ctx.db.row("SELECT * FROM draft")
        writer.local_put("draft", {**row, "data": "{"})
    assert service.draft(ctx, visit.family_id) is None


def test_a_refused_visit_keeps_its_draft(ctx, visit):
    service.keep_draft(ctx, visit.family_id, {"agreement": ""})
    with pytest.raises(InvalidInputError):
        service.record_visit(ctx, replace(visit, agreement=""))
    assert service.drafts(ctx) == {visit.family_id}


def test_photos_are_saved_with_the_visit_in_one_step(ctx, visit):
    out = BytesIO()
    Image.effect_noise((320, 240), 60).save(out, "JPEG")
    picture = photos.prepare(out.getvalue())
    before = ctx.db.value("SELECT count(*) FROM step")
    visit_id = service.record_visit(
        ctx, visit, [Waiting(picture=picture, caption="Warung"), Waiting(picture=picture)]
    )
    assert ctx.db.value("SELECT count(*) FROM step") == before + 1
    assert [p.caption for p in photos.photos_of(ctx, "visit", visit_id)] == ["Warung", ""]
