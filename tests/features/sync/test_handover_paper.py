"""The minutes of a hand-over say what went to whom, from which day, and name every family."""

from datetime import date

import pytest

from fieldkit.core.errors import NotFoundError
from fieldkit.core.render.document import Facts, Paragraph, ReportRequest, Table
from fieldkit.features.sync import handover, handover_paper
from fieldkit.features.sync.handover import Terms

TERMS = Terms(since=date(2026, 11, 20), letter_no="12/PKH/2026", reason="Rotasi")


@pytest.fixture
def tuti(ctx, book, exchange):
    other = book("Tuti")
    exchange.introduce(ctx, other)
    return exchange.peer(ctx, other)


def texts(document):
    return " ".join(b.text for b in document.blocks if isinstance(b, Paragraph))


def tables(document):
    return [b for b in document.blocks if isinstance(b, Table)]


def test_what_was_handed_over_is_counted_and_every_family_is_listed(ctx, tuti, make):
    mawar, melati = make.group(), make.group("Melati")
    for name in ("Ani", "Euis"):
        make.family(mawar, name)
    make.family(mawar, "Omah", status="graduated")
    make.family(melati, "Kokom")
    handover.hand_over(ctx, [mawar, melati], tuti, TERMS)
    paper = handover_paper.hand_over_paper(ctx, ReportRequest())
    given, *lists = tables(paper)
    assert sorted(row[1:4] for row in given.rows) == [("Mawar", 3, 2), ("Melati", 1, 1)]
    assert given.total[1:4] == ("Jumlah", 4, 3)
    assert sorted(row[2] for one in lists for row in one.rows) == ["Ani", "Euis", "Kokom", "Omah"]
    assert all("9901" not in cell for one in lists for row in one.rows for cell in row[2:5])
    said = texts(paper)
    assert "12/PKH/2026" in said
    assert "Jumat tanggal dua puluh bulan November tahun dua ribu dua puluh enam" in said
    assert "Alasan: Rotasi" in said
    facts = next(b for b in paper.blocks if isinstance(b, Facts))
    assert ("PIHAK KEDUA", "Tuti") in facts.rows


def test_a_substitute_is_called_a_substitute(ctx, tuti, make):
    terms = Terms(since=date(2026, 11, 20), is_substitute=True)
    handover.hand_over(ctx, [make.group()], tuti, terms)
    assert "pengganti sementara" in texts(handover_paper.hand_over_paper(ctx, ReportRequest()))


def test_one_family_alone_has_its_minutes_too(ctx, tuti, make):
    ani = make.family(make.group(), "Ani")
    handover.give_families(ctx, [ani], tuti, TERMS)
    given, listed = tables(handover_paper.hand_over_paper(ctx, ReportRequest()))
    assert given.rows[0][1:3] == ("Ani", 1)
    assert [row[2] for row in listed.rows] == ["Ani"]


def test_the_minutes_of_an_earlier_hand_over_are_printed_again(ctx, tuti, make):
    first, second = make.group("Awal"), make.group("Akhir")
    handover.hand_over(ctx, [first], tuti, Terms(since=date(2026, 10, 1)))
    handover.hand_over(ctx, [second], tuti, TERMS)
    earlier = next(g for g in handover.grants(ctx) if g.what == "Awal")
    paper = handover_paper.hand_over_paper(ctx, ReportRequest(subject=earlier.id))
    assert [row[1] for row in tables(paper)[0].rows] == ["Awal"]
    with pytest.raises(NotFoundError):
        handover_paper.hand_over_paper(ctx, ReportRequest(subject="nobody"))


def test_where_nothing_was_handed_over_the_shelf_says_so(ctx):
    paper = handover_paper.hand_over_paper(ctx, ReportRequest())
    assert "Belum ada" in texts(paper)
    assert handover_paper.REPORT.missing(ctx, ReportRequest())
