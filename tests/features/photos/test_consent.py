"""Photos of a family are printed with its consent only; the page says what it leaves out."""

import re
from datetime import date
from pathlib import Path

import pytest

import fieldkit
from fieldkit.core.dates import Month
from fieldkit.core.errors import PermissionDeniedError
from fieldkit.core.render.document import PageBreak, Paragraph, Photos, ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.month import report as month_report
from fieldkit.features.p2k2 import activity_report, monitoring_sheet
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Withheld
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Consent, Purpose
from fieldkit.features.records import undoing
from fieldkit.features.referrals import letters, noting
from fieldkit.features.visits import report as visit_report
from tests.features.photos.test_photos import noted

NOVEMBER = Month(2026, 11)
DAY = date(2026, 11, 10)


class Village:
    """A family with a visit and a complaint, and a neighbour, both at a session and in a KUBE."""

    def __init__(self, ctx, make):
        self.ctx = ctx
        self.group = make.group()
        self.ani = make.family(self.group, "Ani")
        self.budi = make.family(self.group, "Budi")
        put, day = make.put, DAY.isoformat()
        at = {"scope": self.group}
        self.visit = put("visit", family_id=self.ani, visited_on=day, visitor="Sri", **at)
        self.complaint = put("complaint", family_id=self.ani, received_on=day, **at)
        self.session = put(
            "session", group_id=self.group, held_on=day, status="held", code="1.1", title="Gizi",
            **at,
        )  # fmt: skip
        for family in (self.ani, self.budi):
            put("attendance", session_id=self.session, family_id=family, status="present", **at)
        self.kube = put("kube", name="Melati", scope="k", id="k")
        self.meeting = put("meeting", kube_id="k", held_on=day, title="Rapat", scope="k")
        self.member = put("kube_member", kube_id="k", name="Ani", family_id=self.ani, scope="k")
        put(
            "meeting_attendance",
            meeting_id=self.meeting,
            member_id=self.member,
            status="present",
            scope="k",
        )
        for table in ("visit", "complaint", "session", "meeting"):
            photos.add_photo(ctx, table, getattr(self, table), noted(), table)

    def agree(self, family, purpose=Purpose.PHOTO):
        wanted = Consent(family_id=family, purpose=purpose, given_on=DAY, given_by="Ani")
        return protection.save_consent(self.ctx, wanted)

    def take_back(self, consent):
        protection.withdraw_consent(self.ctx, consent, DAY, "Tidak mau lagi.")


@pytest.fixture
def village(ctx, make):
    return Village(ctx, make)


PAPERS = {
    "visits of a month": (lambda v: visit_report.month_report(v.ctx, NOVEMBER), "visit"),
    "sheet of a visit": (lambda v: visit_report.visit_sheet(v.ctx, v.visit), "visit"),
    "sheets of a month": (lambda v: visit_report.month_sheets(v.ctx, NOVEMBER), "visit"),
    "complaint": (
        lambda v: letters.complaint_sheets(v.ctx, [noting.complaint(v.ctx, v.complaint)]), "complaint",
    ),
    "session": (
        lambda v: activity_report.activity(v.ctx, ReportRequest(subject=v.session)), "session",
    ),
    "monitoring of a session": (
        lambda v: monitoring_sheet.monitoring(v.ctx, ReportRequest(subject=v.session)), "session",
    ),
    "month": (lambda v: month_report.monthly_report(v.ctx, ReportRequest(month=NOVEMBER)), "visit"),
    "month, of the sessions in it": (
        lambda v: month_report.monthly_report(v.ctx, ReportRequest(month=NOVEMBER)), "session",
    ),
    "month, of the meetings in it": (
        lambda v: month_report.monthly_report(v.ctx, ReportRequest(month=NOVEMBER)), "meeting",
    ),
}  # fmt: skip
OF_ONE = [name for name, (_build, table) in PAPERS.items() if table in ("visit", "complaint")]
OF_MANY = [name for name in PAPERS if name not in OF_ONE]


def seen(village, paper):
    """Return whether a paper shows the photo, and the sentence about what it leaves out."""
    build, table = PAPERS[paper]
    document = build(village)
    captions = [p.caption for b in document.blocks if isinstance(b, Photos) for p in b.items]
    said = [
        block.text
        for block in document.blocks
        if isinstance(block, Paragraph) and block.text.startswith("Tidak ditampilkan")
    ]
    return any(table in caption for caption in captions), " ".join(said)


@pytest.mark.parametrize("paper", OF_ONE)
def test_a_photo_of_a_family_is_printed_only_while_its_consent_stands(village, paper):
    is_shown, said = seen(village, paper)
    assert not is_shown
    assert "1 foto karena persetujuan keluarga untuk foto belum tercatat" in said
    village.agree(village.ani, Purpose.STORY)
    village.agree(village.budi)
    assert not seen(village, paper)[0]
    consent = village.agree(village.ani)
    is_shown, said = seen(village, paper)
    assert is_shown
    assert "belum tercatat" not in said
    village.take_back(consent)
    is_shown, said = seen(village, paper)
    assert not is_shown
    assert "1 foto karena keluarga sudah menarik persetujuannya" in said
    village.agree(village.ani)
    assert seen(village, paper)[0]


@pytest.mark.parametrize("paper", OF_MANY)
def test_a_photo_of_many_is_printed_until_somebody_who_was_there_objects(village, paper):
    assert seen(village, paper)[0]
    village.take_back(village.agree(village.ani))
    is_shown, said = seen(village, paper)
    assert not is_shown
    assert "seorang peserta sudah menarik persetujuannya untuk difoto" in said
    table = PAPERS[paper][1]
    (photo,) = photos.photos_of(village.ctx, table, getattr(village, table))
    photos.clear(village.ctx, photo.id)
    assert seen(village, paper)[0]
    undoing.undo(village.ctx)
    assert not seen(village, paper)[0]


def test_who_was_not_there_or_agreed_again_keeps_no_photo_out(village, make):
    absent = make.family(village.group, "Cici")
    make.put(
        "attendance", session_id=village.session, family_id=absent, status="absent",
        scope=village.group,
    )  # fmt: skip
    village.take_back(village.agree(absent))
    assert seen(village, "session")[0]
    village.take_back(village.agree(village.budi))
    assert not seen(village, "session")[0]
    village.agree(village.budi)
    assert seen(village, "session")[0]


def test_a_page_with_nothing_to_show_still_says_so(village):
    document = visit_report.month_report(village.ctx, NOVEMBER)
    assert not any(isinstance(block, Photos) for block in document.blocks)
    assert seen(village, "visits of a month")[1]
    assert not any(isinstance(block, PageBreak) for block in document.blocks)


def test_the_month_says_beforehand_how_many_are_left_out(village):
    told = month_report.monthly_missing(village.ctx, ReportRequest(month=NOVEMBER))
    assert "1 photo is left out: a consent is missing, or was taken back." in told


def test_a_complaint_of_somebody_outside_the_register_keeps_its_annex(ctx, make):
    stranger = make.put("complaint", scope=ctx.db.own_scope, name="Warga", text="Bantuan")
    photos.add_photo(ctx, "complaint", stranger, noted(), "surat")
    found = photos.photos_of(ctx, "complaint", stranger)
    assert photos.withheld(ctx, found) == {}


def test_why_a_photo_is_withheld_is_told_by_its_id(village):
    (photo,) = photos.photos_of(village.ctx, "visit", village.visit)
    assert photos.withheld(village.ctx, [photo]) == {photo.id: Withheld.NO_CONSENT}


def test_a_reader_lets_no_photo_into_reports(village, book):
    (photo,) = photos.photos_of(village.ctx, "session", village.session)
    reader = village.ctx._replace(me=book(role=Role.READER).me)
    with pytest.raises(PermissionDeniedError):
        photos.clear(reader, photo.id)


def test_no_room_takes_a_photo_onto_paper_without_asking():
    """Whoever reads a photo's bytes asks first; pictures of the teaching material show nobody."""
    reads = re.compile(r"photos\.(small_)?jpeg\(|\bPhoto\(\s*ctx\.files\.content\(")
    asks = re.compile(r"\bprintable\(|\bwithheld\(")
    found = {
        file.name: bool(asks.search(source))
        for file in (Path(fieldkit.__file__).parent / "features").rglob("*.py")
        if "lessons" not in file.parts and reads.search(source := file.read_text(encoding="utf-8"))
    }
    assert {"photo_pages.py", "letters.py", "report.py"} <= set(found)
    assert [name for name, has_asked in found.items() if not has_asked] == []
