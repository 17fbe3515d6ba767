"""One month on the practice book without a display: `make run` where there is no screen.

Makes the book, brings families in, holds a session, visits, checks homework, holds a KUBE
meeting, hands over to a coordinator, prints every report and pictures the screens.
"""

import csv
import io
import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldkit.core.context import Context

NEW_FAMILIES = (
    ("Sumiati Latihan", "9901014101900001", "9901010101200001"),
    ("Wartini Latihan", "9901014202910002", "9901010202200002"),
    ("Yayah Latihan", "99010143039200031", "9901010303200003"),
)


class Walk:
    """The month, step by step; everything is left in one folder."""

    def __init__(self, out: Path, *demo: object) -> None:
        self.out, self.demo = out, demo
        self.book = out / "Latihan.fieldkit"
        self.boss = out / "Koordinator.fieldkit"
        self.written: list[Path] = []
        self.session_id = ""

    def go(self) -> None:
        """Do the whole month."""
        for folder in (self.book, self.boss):
            shutil.rmtree(folder, ignore_errors=True)
        for step in (
            self.practise, self.bring_in, self.hold_session, self.plan_next_month, self.visit,
            self.check_homework, self.meet, self.trade, self.hand_over, self.print_reports,
            self.picture,
        ):  # fmt: skip
            began = time.perf_counter()
            told = step()
            print(f"{time.perf_counter() - began:6.1f} s  {told}", flush=True)
        print(f"\n{len(self.written)} files in {self.out.resolve()}:")
        for file in self.written:
            print(f"  {file.relative_to(self.out)}  ({file.stat().st_size // 1024} kB)")

    def run(self, *words: object, book: Path | None = None, fine: tuple[int, ...] = (0,)) -> Any:
        """Run a command as a script would; return its JSON answer."""
        from fieldkit import cli

        said = io.StringIO()
        named = ["--book", str(book or self.book)]
        with redirect_stdout(said), redirect_stderr(io.StringIO()) as warned:
            code = cli.main([*named, *map(str, words), "--json"])
        if code not in fine:
            raise SystemExit(f"fieldkit {words[0]} ended with {code}: {warned.getvalue()}")
        return json.loads(said.getvalue())

    def practise(self) -> str:
        """Make the practice book."""
        made = self.run("demo", self.book, *self.demo)
        return (
            f"practice book: {made['families']} families in {made['groups']} groups,"
            f" {made['sessions']} sessions, {made['attendance']} attendances"
        )

    def bring_in(self) -> str:
        """Import a list with a title, a total row and a NIK that is too long."""
        file = self.out / "daftar-kpm.csv"
        with file.open("w", newline="", encoding="utf-8-sig") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(["DAFTAR KPM PKH (LATIHAN)"])
            writer.writerow(["No", "Nama Pengurus", "NIK Pengurus", "No KK", "Kelompok"])
            for number, (name, nik, no_kk) in enumerate(NEW_FAMILIES, start=1):
                writer.writerow([number, name, f"'{nik}", no_kk, "Mawar"])
            writer.writerow(["", "JUMLAH", len(NEW_FAMILIES), "", ""])
        trial = self.run("import-families", file, "--dry-run", fine=(1,))
        done = self.run("import-families", file, fine=(1,))
        if trial["results"] != done["results"]:
            raise SystemExit("the dry run promised something else")
        self.run("undo", done["undo_id"])
        done = self.run("import-families", file, fine=(1,))
        return f"import: {done['created']} new, {done['refused']} refused; undone and done again"

    def hold_session(self) -> str:
        """Record a session of the first group with its attendance."""
        from fieldkit.features.p2k2 import curriculum
        from fieldkit.features.p2k2 import service as p2k2
        from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session
        from fieldkit.features.people import service as people

        topic = curriculum.topics()[0]
        with self.opened() as ctx:
            group = people.groups(ctx)[0]
            families = people.families_of_group(ctx, group.id)
            marks = [
                Attendance(family_id=f.id, status=Mark.SICK if n % 7 == 6 else Mark.PRESENT)
                for n, f in enumerate(families)
            ]
            session = Session(
                group_id=group.id, held_on=ctx.today, starts=_time("09:00"), ends=_time("11:00"),
                place="Balai RW 01", module=topic.module, code=topic.code, title=topic.title,
                process="Dibuka dengan doa, lalu pengecekan data KPM",
                material=f"Materi {topic.title} dengan contoh sehari-hari",
                participation="Peserta aktif bertanya", result="Tiga pesan utama diingat",
                obstacles="Ruang sempit", follow_up="Diulang singkat bulan depan",
                presenters=(Presenter(name=ctx.me.name, institution="Pendamping PKH"),),
            )  # fmt: skip
            self.session_id = p2k2.record_session(ctx, session, marks)
            return f"P2K2 of {group.name}: {len(marks)} families marked"

    def plan_next_month(self) -> str:
        """Make up for the session with one who was ill, tick it at the portal, plan ahead."""
        from fieldkit.core.dates import Month
        from fieldkit.features.meeting import service as meeting
        from fieldkit.features.p2k2.catch_ups import service as catch_ups
        from fieldkit.features.p2k2.catch_ups.model import CatchUp, Way
        from fieldkit.features.p2k2.plans import service as plans
        from fieldkit.features.p2k2.portal import service as portal

        with self.opened() as ctx:
            missed = [m for m in catch_ups.missed(ctx) if m.session_id == self.session_id]
            made_up = CatchUp(
                family_id=missed[0].family_id, session_id=self.session_id, done_on=ctx.today,
                way=Way.OTHER,
            )  # fmt: skip
            catch_ups.record(ctx, [made_up])
            portal.mark_entered(ctx, [self.session_id], ctx.today)
            month = Month.of(ctx.today).next()
            proposals = plans.propose(ctx, month, taken=meeting.taken(ctx, month))
            kept = plans.accept(ctx, month, proposals)
            file = self.out / f"p2k2-{month}.ics"
            if plans.write_calendar(ctx, month, file) < kept:
                raise SystemExit("the calendar file lacks plans")
            self.written.append(file)
            return f"next month: {kept} sessions planned, each with its reason, and a calendar file"

    def visit(self) -> str:
        """Visit the family that has waited longest."""
        from fieldkit.features.people import service as people
        from fieldkit.features.visits import service as visits
        from fieldkit.features.visits.model import Purpose, Visit

        with self.opened() as ctx:
            family = people.families(ctx, limit=1)[0]
            visits.record_visit(
                ctx,
                Visit(
                    family_id=family.id, visited_on=ctx.today, purposes=(Purpose.DATA_UPDATE,),
                    address="Gg. Damai No. 3", met_relation="Pengurus",
                    house_condition="Rumah bersih, ventilasi cukup",
                    agreement="KPM mencatat uang harian",
                ),
            )  # fmt: skip
        return "home visit recorded"

    def check_homework(self) -> str:
        """Write down a family's month of money and check it."""
        from fieldkit.core.dates import Month
        from fieldkit.features.homework import service as homework
        from fieldkit.features.people import service as people

        with self.opened() as ctx:
            group = people.groups(ctx)[0]
            family = people.families_of_group(ctx, group.id)[0]
            month = Month.of(ctx.today)
            homework.assign_to_group(ctx, group.id, month)
            money = replace(
                homework.month_of(ctx, family.id, month), in_wage=1_800_000, out_food=900_000,
                out_education=150_000, saving_target=50_000, saving_paid=50_000,
            )  # fmt: skip
            homework.save_month(ctx, money)
            homework.check(ctx, family.id, month, "Catatan lengkap, teruskan")
        return "homework given, gathered and checked"

    def meet(self) -> str:
        """Hold a KUBE meeting: attendance, dues, an agenda with a decision, money."""
        from fieldkit.features.kube.cashbook.model import Account, money_out
        from fieldkit.features.kube.group import service as group
        from fieldkit.features.kube.meetings import service as meetings
        from fieldkit.features.kube.meetings.model import (
            AgendaItem,
            Attendance,
            FollowUp,
            Meeting,
            MeetingPage,
        )

        with self.opened() as ctx:
            kube = group.kubes(ctx)[0]
            members = [member.id for member in group.members(ctx, kube.id)]
            day = self._free_day(ctx, kube.id)
            spent = money_out(kube.id, day, Account.SUPPLIES, 20_000, "Gula dan teh untuk rapat")
            page = MeetingPage(
                meeting=Meeting(
                    kube_id=kube.id, held_on=day, starts=_time("13:30"), ends=_time("15:00"),
                    place="Rumah ketua", chair_id=members[0], secretary_id=members[1],
                ),
                attendance={
                    m: Attendance.EXCUSED if n == 3 else Attendance.PRESENT
                    for n, m in enumerate(members)
                },
                dues={m: kube.dues_amount for n, m in enumerate(members) if n != 3},
                agenda=(AgendaItem(title="Pesanan PMT", decision="Memasak bergiliran"),),
                follow_ups=(FollowUp(what="Belanja bahan", member_id=members[4]),),
                entries=(spent,),
            )  # fmt: skip
            done = meetings.record_meeting(ctx, page)
            return f"KUBE {kube.name}: {done.present} present, dues {done.dues}"

    def trade(self) -> str:
        """Sell, cook an order, log a visit of the pendamping, look at what could be shared."""
        from fieldkit.core.dates import Month
        from fieldkit.features.kube.group import service as group
        from fieldkit.features.kube.mentoring import service as mentoring
        from fieldkit.features.kube.mentoring.model import Mentoring, TaskCode
        from fieldkit.features.kube.orders import service as orders
        from fieldkit.features.kube.orders.model import Order, Post
        from fieldkit.features.kube.sharing import service as sharing
        from fieldkit.features.kube.trade import service as trade
        from fieldkit.features.kube.trade.model import Product, Sale, SaleLine

        with self.opened() as ctx:
            kube = group.kubes(ctx)[0]
            product = trade.save_product(ctx, Product(kube_id=kube.id, name="Bir pletok sachet"))
            line = SaleLine(product_id=product, packs=10, amount=75_000)
            trade.record_sale(ctx, Sale(kube_id=kube.id, sold_on=ctx.today, lines=(line,)))
            order_id = orders.save_order(
                ctx,
                Order(
                    kube_id=kube.id, customer="Kelurahan", deliver_on=ctx.today, budget=300_000
                ),
                [Post(name="Posyandu", boxes=100), Post(name="Lansia", boxes=80)],
            )  # fmt: skip
            orders.deliver(ctx, order_id, ctx.today, "Kader")
            orders.take_payment(ctx, order_id, 300_000, ctx.today)
            deed = Mentoring(
                kube_id=kube.id, done_on=ctx.today, tasks=(TaskCode.MONITOR,), what="Memeriksa kas"
            )
            mentoring.save_deed(ctx, deed)
            plan = sharing.whole_month(kube.id, Month.of(ctx.today), ctx.today)
            shown = sharing.proposal(ctx, plan)
            return f"sold 75000, {orders.order(ctx, order_id).boxes} boxes, profit {shown.profit}"

    def _free_day(self, ctx: "Context", kube_id: str) -> date:
        """Today, or the nearest day before without a meeting."""
        from datetime import timedelta

        from fieldkit.features.kube.meetings import service as meetings

        day = ctx.today
        while meetings.meeting_on(ctx, kube_id, day) is not None:
            day -= timedelta(days=1)
        return day

    def hand_over(self) -> str:
        """Exchange cards with a coordinator, send, receive with a dry run, receive twice."""
        self.run("new", self.boss, "--name", "Koordinator Latihan", "--role", "coordinator")
        cards = {"mine": (self.book, self.boss), "theirs": (self.boss, self.book)}
        for name, (book, _other) in cards.items():
            self.run("card", "--out", self.out / f"{name}.fkcard", book=book)
        for name, (_book, other) in cards.items():
            self.run("trust", self.out / f"{name}.fkcard", "--yes", book=other)
        sent = self.run("send", "--to", "Koordinator Latihan", "--out", self.out / "tukar")
        file = sent["file"]
        self.run("receive", file, "--dry-run", book=self.boss)
        first = self.run("receive", file, book=self.boss)["files"][0]
        second = self.run("receive", file, book=self.boss)["files"][0]
        if (first["state"], second["state"]) != ("new", "already"):
            raise SystemExit(f"the exchange went wrong: {first}, {second}")
        if not self.run("check", "--full", book=self.boss)["ok"]:
            raise SystemExit("the coordinator's book is not healthy")
        self.written.append(Path(file))
        return f"handed over: {sent['changes']} changes, the second time nothing"

    def print_reports(self) -> str:
        """Print every kind of report, and the blank attendance sheet."""
        folder = self.out / "laporan"
        folder.mkdir(exist_ok=True)
        pages = 0
        for kind in self.run("reports")["kinds"]:
            file = folder / f"{kind['kind']}.pdf"
            pages += self.run("report", kind["kind"], "--out", file)["pages"]
            self.written.append(file)
        for ending in ("pdf", "xlsx"):
            file = folder / f"attendance-blank.{ending}"
            self.run("report", "attendance", "--blank", "--out", file)
            self.written.append(file)
        return f"reports: {len(self.written) - 1} files, {pages} pages"

    def picture(self) -> str:
        """Show each screen of the window offscreen and keep a picture of it."""
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from fieldkit import app
        from fieldkit.core import settings
        from fieldkit.ui.shell.navigation import OpenScreen

        with self.opened() as ctx:
            program = app.Program(_quiet(app.application()), settings.load())
            program.dress()
            program.ctx, program.folder = ctx, self.book
            window = program.show_window()
            window.showNormal()
            window.resize(1366, 768)
            known = [spec.key for spec in app_screens(ctx)]
            for key in known:
                window.navigate(OpenScreen(key))
                _settle(program.app)
                file = self.out / f"layar-{key}.png"
                window.grab().save(str(file))
                self.written.append(file)
            window.hide()
            window.deleteLater()
            program.app.processEvents()
        return f"pictures of {len(known)} screens"

    def opened(self) -> Any:
        """Open the practice book for a few lines."""
        from contextlib import contextmanager

        from fieldkit.core import vault
        from fieldkit.features.practice.service import PASSPHRASE

        @contextmanager
        def door() -> Any:
            ctx = vault.open_book(self.book, PASSPHRASE)
            try:
                yield ctx
            finally:
                vault.close_book(ctx, self.book)

        return door()


def app_screens(ctx: "Context") -> Any:
    """The screens this book's keeper may open."""
    from fieldkit.ui import screens

    return [spec for spec in screens.SCREENS if spec.permission is None or ctx.may(spec.permission)]


def _quiet(app: Any) -> Any:
    """Keep to itself what Qt says of a screen that is none, for each picture again."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def tell(kind: QtMsgType, _where: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and "propagateSizeHints" not in text:
            print(text, file=sys.stderr)

    if app.platformName() == "offscreen":
        qInstallMessageHandler(tell)
    return app


def _settle(app: Any) -> None:
    """Let a screen show what it reads and draws aside, one thing after the other."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QThreadPool

    was_busy = True
    while was_busy:
        pause = QDeadlineTimer(300)
        was_busy = False
        while not pause.hasExpired():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            was_busy = was_busy or QThreadPool.globalInstance().activeThreadCount() > 0
        QThreadPool.globalInstance().waitForDone()


def _time(text: str) -> Any:
    from datetime import time as clock_time

    return clock_time.fromisoformat(text)


def main(folder: str) -> int:
    """Walk through the month with preferences of our own; leave everything in `folder`."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="fieldkit-")
    from fieldkit.features.practice.service import PASSPHRASE

    os.environ["FIELDKIT_PASSPHRASE"] = PASSPHRASE
    Walk(out).go()
    shutil.rmtree(os.environ["XDG_CONFIG_HOME"], ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "out"))
