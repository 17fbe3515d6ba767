"""A small map of partners, some families referred by it, complaints, advocacy and contacts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.features.practice import words
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice
from fieldkit.features.referrals.diary import Channel, Part, Progress, Skill, Topic, Way
from fieldkit.features.referrals.model import Kind, Need, Outcome

# name, kind, what it is about, its service, needs, requirements, seats, when, has an agreement
_PLACES = (
    ("Puskesmas Taman Asri", Kind.FORMAL, "Kesehatan", "Pemeriksaan ibu hamil dan balita",
     (Need.HEALTH, Need.NUTRITION), "Buku KIA, kartu BPJS", None, "Selasa dan Kamis pagi", True),
    ("Dinas Koperasi dan UMKM", Kind.FORMAL, "Usaha", "Pelatihan pemasaran digital",
     (Need.TRAINING, Need.MARKETING), "Usaha berjalan 6 bulan", 20, "Tiap triwulan", True),
    ("Rumah Zakat Nusa Asri", Kind.FORMAL, "Sosial", "Modal usaha bergulir",
     (Need.CAPITAL, Need.TOOLS), "Surat pengantar pendamping", 10, "Sepanjang tahun", False),
    ("Disdukcapil Kota Nusa Asri", Kind.FORMAL, "Kependudukan", "Perekaman KTP dan KK",
     (Need.DOCUMENTS,), "KK lama, surat RT", None, "Senin–Jumat", False),
    ("PKK Kelurahan Cempaka Asri", Kind.COMMUNITY, "Pemberdayaan", "Kelas memasak dan kemasan",
     (Need.TRAINING, Need.MARKETING), "Ibu usia produktif", 25, "Sabtu kedua", False),
    ("Karang Taruna RW 09", Kind.COMMUNITY, "Pemuda", "Bursa kerja warga", (Need.WORK,),
     "KTP, ijazah", None, "Minggu pertama", False),
    ("Posyandu Lansia Melati", Kind.COMMUNITY, "Kesehatan", "Pemeriksaan lansia",
     (Need.ELDERLY, Need.HEALTH), "", None, "Rabu ketiga", True),
    ("Arisan ibu-ibu RT 03", Kind.INFORMAL, "Tabungan", "Pinjaman tanpa bunga", (Need.DEBT,),
     "Anggota arisan", None, "Tiap bulan", False),
)  # fmt: skip
_PEOPLE = ("Kepala", "Sekretaris", "Petugas loket", "Ketua")
_REASONS = {
    Need.HEALTH: "Kontrol kehamilan belum lengkap",
    Need.TRAINING: "Ingin memperluas penjualan makanan",
    Need.CAPITAL: "Modal habis untuk biaya sekolah",
    Need.DOCUMENTS: "KK belum diperbarui setelah pindah",
    Need.ELDERLY: "Tekanan darah tinggi dan jarang kontrol",
    Need.DEBT: "Cicilan lebih besar dari penghasilan",
    Need.WORK: "Anak tertua lulus SMK dan mencari kerja",
}
_TALKS = (
    (Part.REPRESENTATION, Skill.ADVOCACY, "Kasi Pemberdayaan", "Kuota pelatihan bagi KPM",
     "Lima kursi tiap angkatan", "Disetujui tiga kursi"),
    (Part.FACILITATION, Skill.NEGOTIATION, "Ketua RW 09", "Tempat P2K2 saat balai dipakai",
     "Balai tiap Kamis kedua", "Boleh dipakai"),
    (Part.EDUCATION, Skill.INFORMATION, "Ketua kelompok", "Cara membaca buku tabungan", "",
     "Sudah dapat mengecek saldo"),
    (Part.TECHNICAL, Skill.DATA, "Operator kelurahan", "Data KPM yang sudah pindah", "",
     "Daftar 4 keluarga diserahkan"),
)  # fmt: skip
_COMPLAINTS = (
    (Topic.NOT_RECEIVED, "Bantuan tahap ini belum masuk ke rekening",
     "Rekening ditutup bank karena lama tidak dipakai"),
    (Topic.DATA, "Tanggal lahir anak keliru sehingga komponen tidak dihitung",
     "Data dibetulkan lewat operator kelurahan"),
    (Topic.CARD, "Kartu KKS tertelan mesin", "Diantar ke bank penyalur"),
)  # fmt: skip
_MESSAGES = ("Mengingatkan jadwal P2K2", "Menanyakan kabar anak sakit", "Mengabari pencairan")
_APPOINTMENTS = (
    (-9, "09:00", "Rakor pendamping kecamatan", "Aula kecamatan"),
    (-2, "13:00", "Sosialisasi penyaluran", "Kelurahan Cempaka Asri"),
    (1, "10:00", "Pertemuan dengan PKK", "Balai PKK"),
    (4, "09:00", "Rakor pendamping kecamatan", "Aula kecamatan"),
)
_SHARE = 18
_QUIET = 4


@dataclass(slots=True)
class Partners:
    """Writes the map first, then what happened by it, month by month."""

    dice: Dice
    today: date
    scope: str
    referrals: int = 0
    complaints: int = 0
    contacts: int = 0

    def note(self, diary: Diary, families: list[Row], months: list[Month]) -> None:
        """Write everything into the diary."""
        begun = months[0].first
        places = [self._place(number, begun) for number in range(len(_PLACES))]
        self._write(diary, begun, N_("Save an institution on the map"), "institution",
                    [place for place, _service, _person in places])  # fmt: skip
        self._write(diary, begun, N_("Save a service of an institution"), "partner_service",
                    [service for _place, service, _person in places])  # fmt: skip
        self._write(diary, begun, N_("Save a person at an institution"), "partner_person",
                    [person for _place, _service, person in places])  # fmt: skip
        self._appoint(diary)
        for month in months:
            self._month(diary, month, families, places)

    def _appoint(self, diary: Diary) -> None:
        rows: list[Row] = [
            {
                "id": new_id(), "_scope": self.scope, "held_on": self.today + timedelta(days=ahead),
                "starts": starts, "title": title, "place": place, "rhk": 8,
                "done_on": self._happened(self.today + timedelta(days=ahead)),
            }
            for ahead, starts, title, place in _APPOINTMENTS
        ]  # fmt: skip
        self._write(diary, self.today, N_("Save an appointment"), "appointment", rows)

    def _month(self, diary: Diary, month: Month, families: list[Row], places: Any) -> None:
        last = min(month.last, self.today)
        many = max(len(families) // (_SHARE * 6), 1)
        for _number in range(many):
            family = self.dice.one(families)
            day = self._day(month, last)
            self._refer(diary, family, day, self.dice.one(places))
        if self.dice.happens(0.6):
            self._complain(diary, self.dice.one(families), self._day(month, last))
        part, skill, whom, topic, stance, result = self.dice.one(_TALKS)
        day = self._day(month, last)
        talk = {
            "id": new_id(), "_scope": self.scope, "done_on": day, "part": part.value,
            "skill": skill.value, "counterpart": whom, "topic": topic, "stance": stance or None,
            "result": result, "follow_up": "Kirim daftar nama",
            "follow_up_due": day + timedelta(days=10),
            "follow_up_done_on": self._happened(day + timedelta(days=9)),
        }  # fmt: skip
        self._write(diary, day, N_("Note what was done in a role"), "advocacy", [talk])
        self._speak(diary, families, month, last)

    def _place(self, number: int, begun: date) -> tuple[Row, Row, Row]:
        name, kind, field, service, needs, wanted, quota, when, agreed = _PLACES[number]
        place = new_id()
        asked = self.today - timedelta(days=self.dice.number(10, 500))
        row: Row = {
            "id": place, "_scope": self.scope, "name": name, "kind": kind.value, "field": field,
            "address": f"{self.dice.one(words.STREETS)} {number + 3}", "village": words.VILLAGE,
            "district": words.DISTRICT, "opening": when,
            "agreement_no": f"{number + 1:02}/PKS/{begun.year}" if agreed else None,
            "agreement_on": begun if agreed else None, "checked_on": asked,
        }  # fmt: skip
        offered: Row = {
            "id": new_id(), "_scope": self.scope, "institution_id": place, "name": service,
            "needs": [need.value for need in needs], "requirements": wanted or None,
            "quota": quota, "schedule": when,
        }  # fmt: skip
        woman = f"{self.dice.one(words.WOMEN)} {self.dice.one(words.WOMEN_SECOND)}"
        person: Row = {
            "id": new_id(), "_scope": self.scope, "institution_id": place, "name": woman,
            "position": _PEOPLE[number % len(_PEOPLE)],
        }  # fmt: skip
        return row, offered, person

    def _refer(self, diary: Diary, family: Row, day: date, place: tuple[Row, Row, Row]) -> None:
        row, offered, _person = place
        need = Need(offered["needs"][0])
        self.referrals += 1
        due = day + timedelta(days=14)
        known = self._happened(day + timedelta(days=self.dice.number(6, 30)))
        outcome = self.dice.one((Outcome.SERVED, Outcome.SERVED, Outcome.PARTLY, Outcome.REFUSED))
        referral = {
            "id": new_id(), "_scope": family["_scope"], "family_id": family["id"],
            "institution_id": row["id"], "service_id": offered["id"], "need": need.value,
            "reason": _REASONS.get(need, "Perlu didampingi"), "referred_on": day,
            "letter_no": f"{self.referrals:03}/RJK/{day.year}", "follow_up_due": due,
            "follow_up_done_on": known, "outcome": outcome.value if known else None,
            "outcome_on": known,
        }  # fmt: skip
        self._write(diary, day, N_("Refer a family"), "referral", [referral])

    def _complain(self, diary: Diary, family: Row, day: date) -> None:
        topic, text, found = self.dice.one(_COMPLAINTS)
        self.complaints += 1
        complaint = new_id()
        row = {
            "id": complaint, "_scope": family["_scope"], "family_id": family["id"],
            "received_on": day, "channel": Channel.IN_PERSON.value, "name": family["name"],
            "nik": family.get("nik"), "address": family.get("address"),
            "village": words.VILLAGE, "district": words.DISTRICT, "regency": words.REGENCY,
            "topic": topic.value, "text": text, "analysis": found,
            "due_on": day + timedelta(days=14),
        }  # fmt: skip
        steps: list[tuple[Progress, date, str | None]] = [(Progress.RECEIVED, day, None)]
        for state, later, note in (
            (Progress.ANALYSED, 2, None), (Progress.FORWARDED, 5, "Ke operator kelurahan"),
            (Progress.RESOLVED, 12, "Sudah dikabarkan kepada keluarga"),
        ):  # fmt: skip
            if (on := self._happened(day + timedelta(days=later))) is not None:
                steps.append((state, on, note))
        rows = [
            {
                "id": new_id(), "_scope": family["_scope"], "complaint_id": complaint,
                "family_id": family["id"], "state": state.value, "done_on": on, "note": note,
                "position": place,
            }
            for place, (state, on, note) in enumerate(steps)
        ]  # fmt: skip
        self._write(diary, day, N_("Save a complaint"), "complaint", [row])
        self._write(diary, day, N_("Note a step of a complaint"), "complaint_step", rows)

    def _speak(self, diary: Diary, families: list[Row], month: Month, last: date) -> None:
        day = self._day(month, last)
        many = max(len(families) // _SHARE, 2)
        start = self.dice.number(0, max(len(families) - many, 0))
        chosen = families[start : start + many]
        gathering = new_id()
        rows = []
        for number, family in enumerate(chosen):
            in_group = number < _QUIET
            self.contacts += 1
            rows.append(
                {
                    "id": new_id(), "_scope": family["_scope"], "family_id": family["id"],
                    "gathering": gathering if in_group else None, "contacted_on": day,
                    "way": (Way.SMALL_GROUP if in_group else Way.MESSAGE).value,
                    "topic": self.dice.one(_MESSAGES),
                }
            )  # fmt: skip
        name = N_("Note a contact with {count} families")
        diary.note(day, Step(name, count=len(rows)), _writing("contact", rows))

    def _day(self, month: Month, last: date) -> date:
        return month.first + timedelta(days=self.dice.number(0, (last - month.first).days))

    def _happened(self, day: date) -> date | None:
        return day if day <= self.today else None

    def _write(self, diary: Diary, day: date, name: str, table: str, rows: list[Any]) -> None:
        diary.note(day, Step(name), _writing(table, rows))


def _writing(table: str, rows: list[Any]) -> Any:
    def write(writer: Writer) -> None:
        writer.put_many(table, rows)

    return write
