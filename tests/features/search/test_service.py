"""What Ctrl+K finds."""

from fieldkit.core.security.roles import Role
from fieldkit.features.referrals import service as referrals
from fieldkit.features.referrals.model import Institution, Need, Person, Service
from fieldkit.features.search import service as search
from fieldkit.features.search.service import HitKind


def kinds(hits):
    return [(hit.kind, hit.title) for hit in hits]


def test_groups_kube_sessions_and_families_are_found_by_a_few_letters(ctx, make):
    group = make.group("Mawar 1", village="Contoh")
    make.family(group, "Siti Mawarni", row_code="A1")
    make.kube("Mawar Jaya")
    make.put(
        "session", scope=group, id="s1", group_id=group, held_on="2026-11-05", status="held",
        title="Mengelola keuangan", code="E1",
    )  # fmt: skip
    assert kinds(search.find(ctx, "mawar")) == [
        (HitKind.GROUP, "Mawar 1"),
        (HitKind.KUBE, "Mawar Jaya"),
        (HitKind.SESSION, "Mengelola keuangan"),
        (HitKind.FAMILY, "Siti Mawarni"),
    ]
    assert search.find(ctx, "keuangan")[0].detail == "Mawar 1 · 5 Nov 2026"
    assert search.find(ctx, "siti")[0].detail == "A1 · Mawar 1 · 003/009"
    assert search.find(ctx, "  ") == []
    assert search.find(ctx, "zzz") == []
    assert [kind for kind, _title in kinds(search.find(ctx, "ma", families=0))] == [
        HitKind.GROUP,
        HitKind.KUBE,
        HitKind.SESSION,
    ]


def test_a_partner_is_found_by_name_service_and_person(ctx):
    place = referrals.save_institution(ctx, Institution(name="Dinkop UMKM", field="Usaha"))
    referrals.save_service(
        ctx, Service(institution_id=place, name="Pelatihan digital", needs=(Need.TRAINING,))
    )
    referrals.save_person(ctx, Person(institution_id=place, name="Bu Rina"))
    for text in ("dinkop", "pelatihan", "rina"):
        assert kinds(search.find(ctx, text)) == [(HitKind.PARTNER, "Dinkop UMKM")]
    assert search.find(ctx, "dinkop")[0].detail == "Usaha · Pelatihan digital"


def test_a_leader_finds_only_the_kube(book):
    leader = book(role=Role.LEADER)
    assert search.find(leader, "mawar") == []
