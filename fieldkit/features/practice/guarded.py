"""What data protection looks like in a book that is a year old: consents, a request, a stick."""

from datetime import datetime, time, timedelta

from fieldkit.core.context import Context
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import (
    Asked,
    Consent,
    Incident,
    Mishap,
    Purpose,
    Request,
    Way,
)

_GIVEN = (
    (Purpose.PHOTO, Way.SIGNED, 90),
    (Purpose.PHOTO, Way.THUMB, 88),
    (Purpose.STORY, Way.SIGNED, 40),
    (Purpose.PHOTO, Way.SPOKEN, 30),
)


def note(ctx: Context) -> None:
    """Record what a careful facilitator would have; the last consent was taken back."""
    families = ctx.db.rows("SELECT id, name FROM family ORDER BY row_code, id LIMIT 4")
    today = ctx.today
    kept = [
        protection.save_consent(
            ctx,
            Consent(
                family_id=family["id"],
                purpose=purpose,
                way=way,
                given_on=today - timedelta(days=days),
                given_by=family["name"],
            ),
        )
        for family, (purpose, way, days) in zip(families, _GIVEN, strict=False)
    ]
    if len(kept) == len(_GIVEN):
        protection.withdraw_consent(
            ctx, kept[-1], today, "Tidak mau lagi fotonya dipasang di laporan."
        )
    if families:
        asked = datetime.combine(today - timedelta(days=20), time(9, 15))
        protection.save_request(
            ctx,
            Request(
                family_id=families[0]["id"],
                kind=Asked.CORRECT,
                asked_at=asked,
                asked_by=families[0]["name"],
                what="Tanggal lahir anak bungsu salah satu angka.",
                answer="Diperbaiki sesuai akta; lembar data dicetak ulang.",
                done_on=asked.date() + timedelta(days=1),
            ),
        )
    noticed = datetime.combine(today - timedelta(days=60), time(16, 40))
    protection.save_incident(
        ctx,
        Incident(
            kind=Mishap.STICK,
            happened_on=noticed.date(),
            noticed_at=noticed,
            what="Flashdisk cadangan tertinggal di balai warga.",
            data_kinds="Cadangan buku, terenkripsi.",
            families=len(families),
            cause="Terburu-buru pulang sesudah P2K2.",
            measures="Ditemukan satu jam kemudian, utuh. Flashdisk kini bertali.",
            agency_told_on=noticed.date() + timedelta(days=1),
            people_told_on=noticed.date() + timedelta(days=2),
            closed_on=noticed.date() + timedelta(days=2),
        ),
    )
