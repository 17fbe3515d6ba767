"""What was typed and not saved is there again."""

from fieldkit.core.db.drafts import Drafts

FORM = Drafts("visit")


def test_a_draft_is_kept_as_typed_until_it_is_dropped(ctx, clock):
    FORM.keep(ctx.db, "r1", {"note": "setengah ju"}, clock.now())
    FORM.keep(ctx.db, "r1", {"note": "setengah jadi"}, clock.now())
    assert FORM.kept(ctx.db, "r1") == ({"note": "setengah jadi"}, clock.now())
    assert FORM.records(ctx.db) == {"r1"}
    with ctx.db.local() as writer:
        FORM.drop(writer, "r1")
    assert FORM.kept(ctx.db, "r1") is None


def test_forms_do_not_see_each_others_drafts(ctx, clock):
    FORM.keep(ctx.db, "r1", {"note": "a"}, clock.now())
    assert Drafts("meeting").kept(ctx.db, "r1") is None
    assert Drafts("meeting").records(ctx.db) == set()


def test_a_draft_that_can_not_be_read_is_no_draft(ctx, clock):
    FORM.keep(ctx.db, "r1", {"note": "a"}, clock.now())
    with ctx.db.local():
        ctx.db.raw.execute("UPDATE draft SET data = '['")
    assert FORM.kept(ctx.db, "r1") is None
