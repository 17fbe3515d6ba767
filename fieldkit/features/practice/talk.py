"""What the practice KUBE talk about, sell and buy."""

from dataclasses import dataclass

MEMBER_BUSINESSES = (
    "Nasi uduk", "Warung kelontong", "Lauk-pauk", "Katering", "Stik keju", "Keripik bawang",
    "Peyek", "Bir pletok", "Susu jahe", "Nastar", "Kue basah", None,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A point of the agenda with what may be said, decided and promised about it."""

    title: str
    said: tuple[str, ...]
    decided: tuple[str, ...]
    promised: tuple[str, ...]


TOPICS = (
    Topic(
        title="Pesanan PMT posyandu dan posbindu",
        said=(
            "Menu dari puskesmas dibagi menurut keahlian anggota.",
            "Jumlah kotak 200 untuk satu putaran; tiga jenis makanan tiap kotak.",
        ),
        decided=(
            "Memasak dibagi dua kelompok, berkumpul pukul 06.00 di rumah ketua.",
            "Menu: pudding, telur kukus, dan susu; diantar pukul 10.00.",
        ),
        promised=("Belanja bahan PMT", "Mengambil daftar menu dari puskesmas"),
    ),
    Topic(
        title="Harga jual bir pletok dan peyek",
        said=(
            "Harga di bazar dua botol Rp15.000, di kantor Rp10.000 per botol.",
            "Harga kacang naik, untung peyek menipis.",
        ),
        decided=(
            "Harga peyek tetap Rp10.000, ukuran kemasan disesuaikan.",
            "Bir pletok dijual Rp10.000 per botol di kantor kelurahan.",
        ),
        promised=("Membuat daftar harga baru", "Menanyakan harga kacang di pasar"),
    ),
    Topic(
        title="Bazar kelurahan",
        said=(
            "Meja bazar disediakan kelurahan; tiap anggota membawa satu jenis produk.",
            "Tahun lalu nastar dan keripik bawang paling cepat habis.",
        ),
        decided=(
            "Ikut bazar dengan lima jenis produk, jaga meja bergiliran.",
            "Hasil bazar dibagi rata, sebagian masuk kas.",
        ),
        promised=("Mendaftar ke kelurahan", "Mencetak label kemasan"),
    ),
    Topic(
        title="Iuran dan kas",
        said=(
            "Bendahara membacakan saldo kas dan IKS.",
            "Dua anggota menunggak; keduanya sanggup melunasi bulan ini.",
        ),
        decided=(
            "Iuran tetap Rp5.000 tiap rapat, IKS Rp1.000.",
            "Tunggakan dilunasi paling lambat dua minggu lagi.",
        ),
        promised=("Mengingatkan anggota yang menunggak",),
    ),
    Topic(
        title="Seragam dan peralatan",
        said=(
            "Panci besar dipinjam anggota dan sudah kembali.",
            "Seragam batik dipakai saat bazar.",
        ),
        decided=("Peralatan dicatat dan disimpan di rumah sekretaris.",),
        promised=("Mendata panci, kuali, dan kompor",),
    ),
    Topic(
        title="Menjenguk anggota yang sakit",
        said=("Satu anggota dirawat di puskesmas.",),
        decided=("Bantuan dari IKS Rp50.000 dan dijenguk bersama.",),
        promised=("Mengantar bantuan IKS",),
    ),
)
OPENINGS = (
    "Rapat dibuka ketua dengan doa. Notulen minggu lalu dibacakan dan disetujui.",
    "Ketua membuka rapat; tindak lanjut minggu lalu ditanyakan satu per satu.",
    "Rapat dimulai terlambat karena hujan; agenda dipersingkat.",
)
OPENING = "Saldo awal buku"
LOAN_PURPOSES = (
    "Modal warung",
    "Bahan nasi uduk",
    "Perbaikan gerobak",
    "Mesin peniris minyak",
)
SALE_PMT = "Pembayaran PMT 200 kotak"
PMT_CUSTOMER = "Kelurahan Cempaka Asri"
BUY_PMT = "Belanja bahan PMT 200 kotak"
MENUS = (
    "Telur balado, sayur, dan susu", "Pudding, telur kukus, dan susu",
    "Mie basah, sayur, dan kue kering",
)  # fmt: skip
SALES = (
    "Penjualan bazar kelurahan", "Pesanan kue kering lewat WhatsApp", "Titip jual peyek di warung",
    "Penjualan bir pletok di kantor kelurahan",
)  # fmt: skip
PURCHASES = (
    "Kacang, tepung, dan minyak", "Jahe, gula, dan botol", "Mentega, keju, dan tepung",
    "Plastik kemasan dan label",
)  # fmt: skip
HELP = "Bantuan sakit: berobat ke puskesmas"
SNACKS = "Minuman dan kudapan rapat"
RIDE = "Ongkos angkut barang"
PRIZE = "Hadiah juara 2 lomba KUBE"
PRIZE_FROM = "Dinas Sosial Kota Nusa Asri"
TOOLS = "Kompor, oven, dan etalase dari hadiah lomba"
LEVELS = (
    ("Tumbuh", "Usaha baru berjalan, pembukuan mulai dicatat"),
    ("Berkembang", "Omset tetap setiap bulan, pembukuan lengkap"),
    ("Mandiri", "Berjalan tanpa bantuan, kas bertambah setiap tahun"),
)
MENTORING = (
    (("monitor",), ("facilitative",), "Memeriksa buku kas dan buku iuran", "Cocok dengan kas"),
    (("technical", "accompany"), ("educational", "technical"),
     "Melatih menghitung biaya satuan bir pletok", "Harga baru disepakati"),
    (("motivate",), ("educational",), "Membahas kehadiran rapat", "Dua anggota hadir kembali"),
    (("report",), ("technical",), "Membantu laporan bulanan", "Laporan terkirim"),
    (("accompany",), ("representative",), "Menghubungkan dengan kelurahan untuk bazar",
     "Mendapat meja bazar"),
)  # fmt: skip
EVALUATIONS = (
    "Pesanan PMT lancar, penjualan produk belum merata.",
    "Kehadiran rapat membaik, tunggakan iuran berkurang.",
    "Biaya bahan naik, laba menipis.",
)
RECOMMENDATIONS = (
    "Menambah penjualan lewat WhatsApp.", "Belanja bahan bersama setiap dua minggu.",
    "Mencatat biaya satuan setiap produk.",
)  # fmt: skip
GOODS = (
    ("Panci besar", 2, "training", "PKHP", 150_000, "good"),
    ("Kuali", 2, "training", "PKHP", 90_000, "worn"),
    ("Seragam batik", 10, "donation", "Kelurahan Cempaka Asri", None, "good"),
    ("Kompor dua tungku", 1, "purchase", None, 450_000, "good"),
    ("Piala juara 2", 1, "contest", "Dinas Sosial Kota Nusa Asri", None, "good"),
)
RAB = (
    ("Alat", "Dandang 40 liter", 2.0, "buah", 425_000),
    ("Alat", "Kompor dua tungku", 2.0, "buah", 450_000),
    ("Alat", "Oven tangkring", 1.0, "buah", 1_250_000),
    ("Bahan awal", "Tepung terigu", 50.0, "kg", 12_500),
    ("Bahan awal", "Gula pasir", 40.0, "kg", 17_500),
    ("Bahan awal", "Kotak makan", 2000.0, "lembar", 700),
)
LETTERS = (
    ("out", "01/KUBE-M3/2026", "Kelurahan Cempaka Asri", "Permohonan ikut bazar"),
    ("in", "421/PMKS/2026", "Dinas Sosial Kota Nusa Asri", "Undangan lomba KUBE"),
    ("out", "02/KUBE-M3/2026", "Dinas Sosial Kota Nusa Asri", "Laporan bulanan KUBE"),
)
