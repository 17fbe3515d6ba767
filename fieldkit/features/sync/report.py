"""The exchange on paper: who still has to send, and slips that say what arrived."""

from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_
from fieldkit.core.money import format_number
from fieldkit.core.render.document import (
    Block,
    Column,
    Document,
    Facts,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Table,
)
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.office import service as office
from fieldkit.features.sync import handover_paper, senders
from fieldkit.features.sync.senders import Sender

_REMINDER = (
    Column("No", 9, "center"),
    Column("Nama", 48),
    Column("Wilayah", 34),
    Column("No HP", 28),
    Column("Berkas terakhir", 30),
    Column("Yang kurang"),
    Column("Dihubungi", 20),
)
_SLIP = (
    Column("No", 9, "center"),
    Column("Nama", 50),
    Column("Berkas", 16, "center"),
    Column("Ditulis", 28),
    Column("Diterima", 28),
    Column("Perubahan", 22, "right"),
    Column("Catatan"),
)


def reminder_list(ctx: Context, request: ReportRequest) -> Document:
    """Build the list of those whose file is still missing, to call them one by one."""
    ctx.require(Permission.RECEIVE_FILES)
    since = request.month.first if request.month else senders.month_begin(ctx)
    found = senders.senders(ctx, since)
    come, all_of_them = senders.arrived(found)
    wanted = [one for one in found if not one.is_in or _wanting(one)]
    rows = [
        (
            str(number), one.name, one.area, one.phone, _last_file(one),
            _wanting(one), "",
        )
        for number, one in enumerate(wanted, start=1)
    ]  # fmt: skip
    return _document(
        ctx,
        "DAFTAR PENGINGAT PENGIRIMAN BERKAS",
        "reminder_list",
        (
            Facts(
                rows=(
                    ("Terhitung sejak", format_date(since, language="id")),
                    ("Sudah mengirim", f"{come} dari {all_of_them} {_word(ctx)}"),
                    ("Dicetak", format_date(ctx.today, language="id")),
                ),
                label_width_mm=40,
            ),
            Table(
                columns=_REMINDER,
                rows=rows,
                row_height_mm=9,
                empty_text="Semua berkas sudah masuk dan tidak ada yang kurang.",
            ),
        ),
    )


def receipt_slip(ctx: Context, request: ReportRequest) -> Document:
    """Build the slip that says what arrived from whom and when."""
    ctx.require(Permission.RECEIVE_FILES)
    since = request.month.first if request.month else senders.month_begin(ctx)
    found = [one for one in senders.senders(ctx, since) if one.is_in]
    rows = [
        (
            str(number), one.name, f"no. {one.sequence}", _day(one.written_on),
            _day(one.received_on), format_number(one.changes), _wanting(one) or "lengkap",
        )
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    receiver = office.signer(ctx)
    return _document(
        ctx,
        "TANDA TERIMA BERKAS DATA",
        "receipt_slip",
        (
            Paragraph(
                "Berkas data berikut telah diterima, diperiksa tanda tangan digitalnya, dan"
                " digabungkan ke dalam buku penerima."
            ),
            Facts(
                rows=(
                    ("Terhitung sejak", format_date(since, language="id")),
                    ("Penerima", ctx.me.name),
                ),
                label_width_mm=40,
            ),
            Table(columns=_SLIP, rows=rows, empty_text="Belum ada berkas yang diterima."),
            Signatures(
                place_date=office.place_date(ctx),
                left=Signer(role_lines=("Yang menyerahkan,",)),
                right=Signer(
                    role_lines=("Yang menerima,", *receiver.role_lines),
                    name=receiver.name or ctx.me.name,
                    id_line=receiver.id_line,
                ),
            ),
        ),
    )


def _document(ctx: Context, title: str, kind: str, blocks: tuple[Block, ...]) -> Document:
    return Document(
        title=title, kind=kind, blocks=blocks, landscape=True, **office.document_frame(ctx)
    )


def _wanting(one: Sender) -> str:
    """What to ask somebody for, in a few words each."""
    said = []
    if not one.peer_id:
        said.append("kartu kontak belum ada")
    elif not one.sequence:
        said.append("belum pernah mengirim")
    elif not one.is_in:
        said.append("berkas bulan ini belum masuk")
    if one.missing_pages:
        numbers = ", ".join(map(str, one.missing_files)) or "?"
        said.append(f"berkas no. {numbers} belum datang")
    if one.unsent:
        said.append(f"{format_number(one.unsent)} foto atau isian menyusul")
    if one.has_wrong_clock:
        said.append("jam laptop salah")
    if one.has_old_program:
        said.append(f"FieldKit {one.app} perlu diperbarui")
    return "; ".join(said)


def _last_file(one: Sender) -> str:
    if not one.sequence:
        return "–"
    return f"no. {one.sequence}, {_day(one.written_on)}"


def _day(found: date | None) -> str:
    return format_date(found, "medium", language="id") if found else ""


def _word(ctx: Context) -> str:
    return "pendamping" if ctx.role is Role.COORDINATOR else "pengurus KUBE"


REPORTS = (
    ReportKind(
        kind="reminder_list",
        title=N_("Reminders: who still has to send"),
        audience=N_("Coordinator"),
        build=reminder_list,
    ),
    ReportKind(
        kind="receipt_slip",
        title=N_("Receipt of the files that came"),
        audience=N_("Coordinator"),
        build=receipt_slip,
    ),
    handover_paper.REPORT,
)
