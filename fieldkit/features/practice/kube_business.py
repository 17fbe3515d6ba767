"""What the first invented KUBE cooks and sells: orders, products, sales, its kitchen, shares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, money_in, money_out
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.sharing.model import Plan
from fieldkit.features.kube.trade import model as trade
from fieldkit.features.kube.trade.model import Channel, Sale, SaleLine
from fieldkit.features.practice import talk
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice

# The figures of KUBE Melati 3: two rounds of 200 boxes a month, ten to twelve o'clock.
_ROUNDS = (
    (("Posyandu Melati", "toddlers", 100), ("Posyandu Kenanga", "toddlers", 100)),
    (("Posbindu RW 03", "posbindu", 120), ("Lansia RW 03", "elderly", 80)),
)
_BUDGET = 300_000
_PRIZE, _TOOLS = 9_100_000, 3_250_000
_TASKS = ("Belanja bahan", "Memasak", "Mengemas", "Mengantar")
_PRODUCTS = (
    ("Bir pletok", "botol", 3_500, ((Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000),
                                    (Channel.FRIENDS, 2, 15_000))),
    ("Peyek", "bungkus", 6_000, ((Channel.STALL, 1, 10_000), (Channel.BAZAAR, 1, 10_000))),
    ("Nastar", "toples", 28_000, ((Channel.ONLINE, 1, 45_000), (Channel.OFFICE, 1, 50_000))),
)  # fmt: skip
_KITCHEN = (("Gula merah", "kg", 2.0, 22_000), ("Telur", "butir", 30.0, 2_000),
            ("Kotak makan", "lembar", 100.0, 700))  # fmt: skip


@dataclass(slots=True)
class KubeBusiness:
    """Notes one group's year of cooking and selling."""

    ctx: Context
    dice: Dice
    diary: Diary
    kube_id: str
    name: str
    members: tuple[str, ...]
    entries: int = 0
    products: dict[str, str] = field(default_factory=dict)

    def note(self, months: list[Month], today: date) -> None:
        """Write the year into the diary."""
        start = months[0].first
        self._note_products(start)
        for month in months:
            for number, posts in enumerate(_ROUNDS):
                self._note_order(month.first + timedelta(days=5 + 14 * number), posts, today)
            self._note_sales(month, today)
        self._note_kitchen(months, today)
        self._note_sharing(months, today)
        self._note_registers(months, today)
        self._note_mentoring(months, today)

    def _write(self, day: date, step: Step, write: Callable[[Writer], object]) -> None:
        def run(writer: Writer) -> None:
            write(writer)

        self.diary.note(day, step, run)

    def _book(self, entry: CashEntry) -> None:
        self.entries += 1
        amount = format_rupiah(abs(entry.moved))
        name = (
            N_("Money in {amount}, {kube}") if entry.moved > 0 else N_("Money out {amount}, {kube}")
        )
        step = Step(name, amount=amount, kube=self.name)
        self._write(entry.booked_on, step, lambda writer: cashbook.post(self.ctx, writer, entry))

    def _note_products(self, day: date) -> None:
        products: list[Row] = []
        prices: list[Row] = []
        costs: list[Row] = []
        for name, unit, cost, listed in _PRODUCTS:
            product = self.products[name] = new_id()
            products.append({"id": product, "kube_id": self.kube_id, "name": name, "unit": unit})
            costs.append({
                "id": derived_id("product_cost", product, day.isoformat()), "since": day,
                "kube_id": self.kube_id, "product_id": product, "cost": cost,
            })  # fmt: skip
            prices += [
                {
                    "id": derived_id("product_price", product, str(channel), str(pack)),
                    "kube_id": self.kube_id, "product_id": product, "channel": channel.value,
                    "pack": pack, "price": price,
                }
                for channel, pack, price in listed
            ]  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put_many("product", products, self.kube_id)
            writer.put_many("product_price", prices, self.kube_id)
            writer.put_many("product_cost", costs, self.kube_id)

        self._write(day, Step(N_("Product of {kube}"), kube=self.name), write)

    def _note_sales(self, month: Month, today: date) -> None:
        listed = [(name, *price) for name, _unit, _cost, prices in _PRODUCTS for price in prices]
        for after in (9, 23):
            day = month.first + timedelta(days=after)
            if day > today:
                continue
            lines = tuple(
                SaleLine(
                    product_id=self.products[name], channel=channel, pack=pack, packs=packs,
                    amount=packs * price,
                )
                for name, channel, pack, price in self.dice.some(listed, 3)
                for packs in [self.dice.number(3, 14)]
            )  # fmt: skip
            names = {product: name for name, product in self.products.items()}
            sale = Sale(kube_id=self.kube_id, sold_on=day, lines=lines)
            self._book(trade.entry(sale, names, day))
            total = sum(line.amount or 0 for line in lines)
            spent = total * self.dice.number(40, 55) // 100 // 1000 * 1000
            words = self.dice.one(talk.PURCHASES)
            self._book(money_out(self.kube_id, day, Account.SUPPLIES, spent, words))

    def _note_order(self, day: date, posts: tuple[tuple[str, str, int], ...], today: date) -> None:
        order_id, is_past = new_id(), day <= today
        order: Row = {
            "id": order_id, "kube_id": self.kube_id, "kind": "pmt", "deliver_on": day,
            "customer": talk.PMT_CUSTOMER, "starts": "10:00", "ends": "12:00",
            "place": "Balai RW 03", "menu": self.dice.one(talk.MENUS), "menu_from": "Puskesmas",
            "budget": _BUDGET, "delivered_on": day if is_past else None,
            "received_by": "Kader posyandu" if is_past else None,
        }  # fmt: skip
        places: list[Row] = [
            {
                "id": new_id(), "kube_id": self.kube_id, "order_id": order_id, "position": number,
                "name": name, "target": target, "boxes": boxes,
                "delivered": boxes if is_past else None,
            }
            for number, (name, target, boxes) in enumerate(posts, start=1)
        ]  # fmt: skip
        tasks: list[Row] = [
            {
                "id": new_id(), "kube_id": self.kube_id, "order_id": order_id, "position": number,
                "member_id": member, "what": what, "is_done": 1 if is_past else None,
            }
            for number, (what, member) in enumerate(
                zip(_TASKS, self.dice.some(self.members, len(_TASKS)), strict=True), start=1
            )
        ]  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put("catering_order", order, scope=self.kube_id)
            writer.put_many("order_post", places, self.kube_id)
            writer.put_many("order_task", tasks, self.kube_id)

        said = format_date(day, "medium")
        step = Step(N_("Order for {date}, {kube}"), date=said, kube=self.name)
        self._write(min(day - timedelta(days=6), today), step, write)
        if is_past:
            self._book(money_in(
                self.kube_id, day, Account.ORDERS, _BUDGET, talk.SALE_PMT, ref=order_id,
                party=talk.PMT_CUSTOMER,
            ))  # fmt: skip
            spent = self.dice.number(36, 40) * 5_000
            self._book(money_out(
                self.kube_id, day, Account.SUPPLIES, spent, talk.BUY_PMT, ref=order_id
            ))  # fmt: skip

    def _note_kitchen(self, months: list[Month], today: date) -> None:
        kept: list[Row] = []
        moves: list[Row] = []
        for name, unit, least, price in _KITCHEN:
            ingredient = new_id()
            kept.append({
                "id": ingredient, "kube_id": self.kube_id, "name": name, "unit": unit,
                "least": least,
            })  # fmt: skip
            bought, counted = months[-2].first + timedelta(days=3), months[-1].first
            for day, kind, quantity in (
                (bought, "bought", least * 4), (bought + timedelta(days=9), "used", least * 2.5),
                (counted, "counted", least * (0.5 if name == "Telur" else 1.5)),
            ):  # fmt: skip
                if day <= today:
                    moves.append({
                        "id": new_id(), "kube_id": self.kube_id, "ingredient_id": ingredient,
                        "moved_on": day, "kind": kind, "quantity": quantity,
                        "price": round(price * quantity) if kind == "bought" else None,
                    })  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put_many("ingredient", kept, self.kube_id)
            writer.put_many("stock_move", moves, self.kube_id)

        day = min(months[-1].first, today)
        self._write(day, Step(N_("Stock of {kube}"), kube=self.name), write)

    def _note_sharing(self, months: list[Month], today: date) -> None:
        """Share half a year out, with a quarter of it left in the pot."""
        if len(months) < 3:
            return
        last = months[-3].last
        day = last + timedelta(days=3)
        plan = Plan(
            kube_id=self.kube_id, first_day=months[max(len(months) - 8, 0)].first, last_day=last,
            shared_on=day, kas_permille=250, basis="Keputusan rapat anggota",
        )  # fmt: skip
        if day > today:
            return
        self.entries += 1

        def write(writer: Writer) -> None:
            shown = sharing.proposal(self.ctx, plan)
            if shown.paid_out:
                sharing.note_sharing(self.ctx, writer, plan, shown)

        step = Step(N_("Profit shared out, {kube}"), kube=self.name)
        self._write(day, step, write)

    def _note_registers(self, months: list[Month], today: date) -> None:
        """Note a training with its pots, a contest, a budget, guests and letters."""
        start, middle = months[0].first, months[len(months) // 2].first
        kube = {"kube_id": self.kube_id}
        training, contest, budget = new_id(), new_id(), new_id()
        tables: dict[str, list[Row]] = {
            "kube_event": [
                kube | {"id": training, "kind": "training", "title": "Pelatihan kue kering",
                        "organiser": "PKHP", "place": "Balai RW 03", "first_on": start,
                        "last_on": start + timedelta(days=1), "state": "held",
                        "result": "Sepuluh sertifikat, panci dan kuali untuk kelompok"},
                kube | {"id": contest, "kind": "contest", "title": "Lomba KUBE tingkat kota",
                        "organiser": talk.PRIZE_FROM, "first_on": middle + timedelta(days=13),
                        "last_on": middle + timedelta(days=14), "state": "held",
                        "result": "Juara 2, piala dan piagam"},
            ],
            "event_member": [
                kube | {"id": new_id(), "event_id": training, "position": number,
                        "member_id": member, "certificate": "Sertifikat pelatihan"}
                for number, member in enumerate(self.members, start=1)
            ],
            "asset": [
                kube | {"id": new_id(), "code": f"INV-{number:02}", "name": name,
                        "quantity": count, "unit": "buah", "got_on": start, "origin": origin,
                        "source": source, "price": price, "condition": condition,
                        "event_id": training if origin == "training" else None,
                        "keeper_id": self.members[number % len(self.members)]}
                for number, (name, count, origin, source, price, condition) in enumerate(
                    talk.GOODS, start=1
                )
            ],
            "budget": [
                kube | {"id": budget, "title": "Pengembangan usaha katering",
                        "made_on": middle, "ceiling": 20_000_000, "programme": "Bantuan KUBE"},
            ],
            "budget_line": [
                kube | {"id": new_id(), "budget_id": budget, "position": number,
                        "section": section, "item": item, "volume": volume, "unit": unit,
                        "price": price, "source": "aid"}
                for number, (section, item, volume, unit, price) in enumerate(talk.RAB, start=1)
            ],
            "guest": [
                kube | {"id": new_id(), "came_on": middle + timedelta(days=3),
                        "name": "Petugas Dinas Sosial", "office": "Dinas Sosial Kota Nusa Asri",
                        "purpose": "Pemantauan usaha", "impression": "Pembukuan rapi"},
            ],
            "letter": [
                kube | {"id": new_id(), "way": way, "noted_on": middle + timedelta(days=number),
                        "number": no, "party": party, "subject": subject}
                for number, (way, no, party, subject) in enumerate(talk.LETTERS)
            ],
        }  # fmt: skip

        def write(writer: Writer) -> None:
            for table, found in tables.items():
                writer.put_many(table, found, self.kube_id)

        won_on = middle + timedelta(days=16)
        if won_on <= today:
            prize = money_in(self.kube_id, won_on, Account.GRANT, _PRIZE, talk.PRIZE, ref=contest,
                             party=talk.PRIZE_FROM)  # fmt: skip
            self._book(prize)
            line = tables["budget_line"][0]["id"]
            bought = money_out(
                self.kube_id, won_on, Account.EQUIPMENT, _TOOLS, talk.TOOLS, ref=line
            )
            self._book(bought)
        day = min(middle + timedelta(days=15), today)
        self._write(day, Step(N_("Inventory of {kube}"), kube=self.name), write)

    def _note_mentoring(self, months: list[Month], today: date) -> None:
        """Note two visits a month, what became of the month, and the levels of the district."""
        levels = [
            {"id": new_id(), "position": number, "name": name, "criteria": criteria}
            for number, (name, criteria) in enumerate(talk.LEVELS, start=1)
        ]
        deeds: list[Row] = []
        judged: list[Row] = []
        for number, month in enumerate(months):
            for after in (6, 20):
                day = month.first + timedelta(days=after)
                tasks, roles, what, result = self.dice.one(talk.MENTORING)
                if day <= today:
                    deeds.append({
                        "id": new_id(), "kube_id": self.kube_id, "done_on": day,
                        "tasks": list(tasks), "roles": list(roles), "place": "Rumah ketua",
                        "what": what, "result": result,
                    })  # fmt: skip
            if month.last <= today:
                judged.append({
                    "id": derived_id("kube_month", self.kube_id, str(month)),
                    "kube_id": self.kube_id, "month": str(month),
                    "reached": "yes" if number % 3 else "not_yet",
                    "evaluation": self.dice.one(talk.EVALUATIONS),
                    "recommendation": self.dice.one(talk.RECOMMENDATIONS),
                    "level_id": levels[1]["id"],
                })  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put_many("kube_level", levels, "common")
            writer.put_many("mentoring", deeds, self.kube_id)
            writer.put_many("kube_month", judged, self.kube_id)

        self._write(today, Step(N_("Mentoring of {kube}"), kube=self.name), write)
