"""What a meeting may begin with: agendas under a name, and whose turn it is to be host."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import model, store
from fieldkit.features.kube.meetings.model import Host, Template

SENTENCES: dict[str, str] = {
    "template_without_points": N_("There is no point yet to keep in a template."),
}
sentences.register(SENTENCES)

# Written into the minutes as they stand here, so they are Indonesian (decision 13).
TEMPLATES: tuple[Template, ...] = (
    Template(
        name="Rapat mingguan",
        titles=(
            "Laporan kas dan iuran", "Laporan pesanan dan penjualan", "Rencana pekan depan",
            "Lain-lain",
        ),
    ),
    Template(
        name="Persiapan PMT",
        titles=(
            "Jumlah kotak dan pos", "Menu dari puskesmas",
            "Pembagian tugas belanja, masak, dan antar", "Dana dari kelurahan",
        ),
    ),
    Template(
        name="Bazar dan lomba",
        titles=(
            "Produk yang dibawa dan harganya", "Modal dan bahan", "Petugas jaga",
            "Seragam dan perlengkapan",
        ),
    ),
    Template(
        name="Pembagian hasil",
        titles=(
            "Penjualan dan biaya", "Bagian untuk kas", "Bagian setiap anggota",
            "Rencana usaha berikutnya",
        ),
    ),
    Template(
        name="Rapat anggota tahunan",
        titles=(
            "Laporan pengurus", "Laporan keuangan setahun", "Pinjaman, IKS, dan inventaris",
            "Rencana kerja dan anggaran", "Pemilihan pengurus", "Lain-lain",
        ),
    ),
)  # fmt: skip


def templates(ctx: Context, kube_id: str) -> list[Template]:
    """The agendas a meeting may begin with: the group's own, then those of the program."""
    ctx.require(Permission.SEE_KUBE)
    return [*store.templates_of(ctx.db, kube_id), *TEMPLATES]


def save_template(ctx: Context, kube_id: str, name: str, titles: Sequence[str]) -> str:
    """Keep an agenda under a name; one of that name is written over. Return its id."""
    ctx.require(Permission.RECORD_MEETING)
    tidy = " ".join(name.split())
    points = tuple(" ".join(title.split()) for title in titles if title.strip())
    found = []
    if not tidy:
        found.append(Problem("name", "required"))
    elif len(tidy) > model.LONGEST_NAME:
        details: dict[str, object] = {"limit": model.LONGEST_NAME, "length": len(tidy)}
        found.append(Problem("name", "too_long", details))
    if not points:
        found.append(Problem("name", "template_without_points"))
    if found:
        raise InvalidInputError(found)
    own = {t.name.casefold(): t.id for t in store.templates_of(ctx.db, kube_id)}
    kube = group.kube(ctx, kube_id)
    wanted = Template(
        id=own.get(tidy.casefold()) or new_id(), kube_id=kube_id, name=tidy, titles=points
    )
    with ctx.db.write(Step(N_("Agenda template of {kube}"), kube=kube.name)) as writer:
        return store.save_template(writer, wanted)


def remove_template(ctx: Context, template_id: str) -> None:
    """Put a group's own agenda into the bin."""
    ctx.require(Permission.RECORD_MEETING)
    with ctx.db.write(Step(N_("Remove an agenda template"))) as writer:
        writer.remove("agenda_template", template_id)


def hosts(ctx: Context, kube_id: str) -> list[Host]:
    """The members in the order of whose turn it is to be host: never, then longest ago."""
    ctx.require(Permission.SEE_KUBE)
    met = store.last_hosted(ctx.db, kube_id)
    found = [Host(member=m, last_on=met.get(m.id)) for m in group.members(ctx, kube_id)]
    return sorted(found, key=_by_turn)


def _by_turn(host: Host) -> tuple[date, int]:
    return (host.last_on or date.min, host.member.row_no or 0)
