"""Invented people and places; put together by chance, none of them exists."""

from fieldkit.features.people.words import Status

VILLAGE = "Cempaka Asri"
DISTRICT = "Taman Asri"
REGENCY = "Kota Nusa Asri"
PROVINCE = "Nusa Raya"
POSTCODE = "99123"
REGION = "990101"
STREETS = (
    "Jl. Kenari", "Jl. Gelatik", "Jl. Cendrawasih", "Jl. Melati Dalam", "Gg. Haji Saleh",
    "Gg. Mushola", "Kp. Baru", "Kp. Sawah", "Kp. Rawa Indah", "Jl. Kebon Jeruk", "Gg. Damai",
    "Jl. Pasar Lama", "Gg. Langgar", "Kp. Tengah", "Jl. Taman Sari", "Gg. Makmur",
)  # fmt: skip

GROUPS = (
    "Mawar", "Anggrek", "Dahlia", "Kenanga", "Flamboyan", "Teratai", "Seroja", "Kamboja", "Tulip",
    "Sakura", "Aster", "Wijaya Kusuma", "Bougenville", "Kemuning", "Cempaka", "Edelweis",
    "Alamanda", "Lavender", "Nusa Indah", "Sedap Malam",
)  # fmt: skip

WOMEN = (
    "Aminah", "Badriah", "Chasanah", "Darsih", "Entin", "Fatonah", "Gayatri", "Halimah", "Iis",
    "Juariah", "Kartini", "Lilis", "Marni", "Nining", "Oom", "Partinah", "Qomariah", "Rokayah",
    "Sumiati", "Titin", "Uum", "Wartini", "Yayah", "Zubaedah", "Siti", "Nur", "Dewi", "Sri",
    "Eni", "Yuli", "Neneng", "Euis", "Imas", "Ratna", "Wiwin", "Tuti", "Ani", "Rina", "Maya",
    "Lina", "Nani", "Mimin", "Cucu", "Dedeh", "Eti", "Heni", "Ida", "Jumiati", "Kokom", "Leni",
)  # fmt: skip
WOMEN_SECOND = (
    "Rohmah", "Hayati", "Lestari", "Wahyuni", "Kurniasih", "Maryani", "Handayani", "Fitriani",
    "Nuraeni", "Sulastri", "Rahmawati", "Suryani", "Komariah", "Mulyati", "Apriyani", "Susanti",
    "Nurhasanah", "Puspita", "Aisyah", "Khodijah", "Marlina", "Oktaviani", "Purwanti", "Rosita",
    "Setiawati", "Utami", "Widyastuti", "Yuningsih", "Zulaikha", "Astuti",
)  # fmt: skip
MEN = (
    "Agus", "Bambang", "Cecep", "Dadang", "Endang", "Fajar", "Gunawan", "Hendra", "Iwan", "Jajang",
    "Karim", "Latif", "Mulyadi", "Nana", "Otong", "Parman", "Rahmat", "Slamet", "Tatang", "Ujang",
    "Wawan", "Yusuf", "Zaenal", "Asep", "Budi", "Dodi", "Eko", "Heri", "Joko", "Kusnadi",
)  # fmt: skip
MEN_SECOND = (
    "Hidayat", "Setiawan", "Supriadi", "Wahyudi", "Santoso", "Kurniawan", "Suhendar", "Permana",
    "Ramdani", "Sutisna", "Maulana", "Nugraha", "Prasetyo", "Saputra", "Firmansyah", "Hermawan",
)  # fmt: skip
GIRLS = (
    "Aulia", "Bunga", "Citra", "Dinda", "Elsa", "Fitri", "Gita", "Hana", "Intan", "Keysha",
    "Laras", "Mutia", "Nabila", "Putri", "Raisa", "Salsa", "Tiara", "Vina", "Widya", "Zahra",
)  # fmt: skip
BOYS = (
    "Adit", "Bagas", "Daffa", "Farel", "Galih", "Hafiz", "Ilham", "Kevin", "Lutfi", "Nizar",
    "Rafi", "Rizki", "Satria", "Tegar", "Umar", "Vino", "Wildan", "Yoga", "Zidan", "Dimas",
)  # fmt: skip

PRIMARY_SCHOOLS = ("SDN Cempaka Asri 01", "SDN Cempaka Asri 03", "MI Nurul Falah")
JUNIOR_SCHOOLS = ("SMPN 2 Taman Asri", "MTs Al Hidayah")
SENIOR_SCHOOLS = ("SMAN 1 Taman Asri", "SMK Karya Asri")
CLINICS = ("Puskesmas Taman Asri", "Posyandu Anggrek RW 03", "Posyandu Melati RW 07")

BUSINESSES = (
    ("Nasi uduk", "food", "Titip di warung, tetangga"),
    ("Warung kelontong", "trade", "Tetangga, pembeli datang"),
    ("Keripik bawang", "food", "WhatsApp, bazar kelurahan"),
    ("Peyek kacang", "food", "Titip di warung"),
    ("Gorengan", "food", "Depan rumah, sekolah"),
    ("Kue basah", "food", "Pesanan, WhatsApp"),
    ("Susu jahe", "food", "Malam hari depan rumah"),
    ("Lauk-pauk matang", "food", "Tetangga, pesanan"),
    ("Es dan jajanan anak", "food", "Depan sekolah"),
    ("Jahit pakaian", "service", "Pesanan tetangga"),
    ("Cuci setrika", "service", "Pelanggan tetap"),
    ("Pulsa dan token listrik", "trade", "Tetangga, WhatsApp"),
    ("Tas anyaman", "craft", "Bazar kecamatan, Facebook"),
    ("Ternak ayam kampung", "livestock", "Pasar, tetangga"),
    ("Sayur keliling", "trade", "Keliling RT"),
    ("Tanaman hias", "farming", "WhatsApp, bazar"),
)

NOT_HELD = (
    "Hujan deras dan jalan ke lokasi tergenang",
    "Bertepatan dengan kerja bakti kelurahan",
    "Pendamping mengikuti bimbingan teknis di dinas",
    "Tempat pertemuan dipakai untuk posyandu",
    "Sebagian besar KPM menghadiri hajatan warga",
)
NOT_HELD_CODES = ("weather", "village_event", "other_duty", "no_place", "village_event")
GUEST_NAMES = (
    "Bidan Yuli, Posyandu Anggrek", "Bapak Rahmat, Ketua RW 03", "Ibu Tini, kader PKK",
)  # fmt: skip
OWN_TOPIC = {
    "title": "Bahaya Judi Online",
    "background": "Beberapa keluarga bercerita uang belanja habis untuk judi di ponsel.",
    "aims": "Peserta mengenali tanda kecanduan judi online\nPeserta tahu ke mana meminta bantuan",
    "messages": "Judi online selalu merugikan pemain\nUang bantuan bukan untuk judi\n"
    "Cerita kepada pendamping bukan aib",
    "questions": "Apa tanda seseorang mulai kecanduan?\nApa yang bisa dilakukan keluarga?",
}
PROCESS = (
    "Pertemuan dibuka pukul {starts} dengan doa bersama, lalu pendamping menjelaskan tujuan sesi",
    "Kegiatan diawali pengecekan data KPM dan ice breaking, dilanjutkan penyampaian materi",
    "Pendamping membuka pertemuan, menanyakan kabar, lalu membagi peserta menjadi tiga kelompok",
    "Pertemuan dibuka ketua kelompok; peserta menonton video pendek sebelum diskusi",
    "Sesi berjalan dengan flipchart dan tanya jawab; dua peserta memimpin doa dan yel-yel",
)
MATERIAL = (
    "Materi {title} disampaikan sesuai modul dengan contoh dari kehidupan sehari-hari peserta",
    "Pokok bahasan {title}; peserta membandingkan kebiasaan di rumah dengan isi modul",
    "Materi {title} dibahas langkah demi langkah memakai gambar pada buku pintar",
    "Topik {title} dikaitkan dengan pengalaman peserta dan layanan yang ada di kelurahan",
)
PARTICIPATION = (
    "{present} dari {total} KPM hadir; sebagian besar aktif bertanya",
    "Dari {total} KPM hadir {present}; peserta yang biasanya diam mulai berani bercerita",
    "{present} KPM hadir. Diskusi hidup terutama pada contoh belanja harian",
    "Hadir {present} dari {total}; beberapa peserta membawa anak balita",
)
RESULT = (
    "Peserta dapat menyebutkan kembali tiga pesan utama",
    "Tiap peserta menulis satu kebiasaan yang akan diubah sampai pertemuan berikutnya",
    "Sebagian peserta sudah mampu memberi contoh sendiri; sisanya perlu diulang",
    "Peserta memahami pesan utama dan sepakat mencoba di rumah selama sebulan",
)
OBSTACLES = (
    "Ruangan sempit dan suara bising dari jalan",
    "Sebagian peserta pulang lebih awal karena menjemput anak",
    "Layar laptop terlalu kecil untuk video",
    "Beberapa peserta datang terlambat",
    "",
)
FOLLOW_UP = (
    "Materi diulang singkat pada pertemuan berikutnya",
    "KPM yang tidak hadir dikunjungi atau dihubungi ketua kelompok",
    "Catatan uang bulanan dibawa pada pertemuan berikutnya",
    "Koordinasi dengan puskesmas untuk narasumber",
)
RECAP = (
    "Peserta mengingat dua dari tiga pesan bulan lalu",
    "Sebagian besar masih ingat materi bulan lalu dan sudah mencoba di rumah",
    "Materi bulan lalu diulang sebentar karena banyak yang lupa",
    "",
)
PLACES = (
    "Rumah ketua kelompok", "Balai RW {rw}", "Posyandu RW {rw}", "Aula Kelurahan Cempaka Asri",
    "Mushola Al Ikhlas RW {rw}", "Majelis Taklim Nurul Iman",
)  # fmt: skip

HOUSE = (
    "Rumah semi permanen, lantai semen, ventilasi cukup; jamban sendiri",
    "Rumah kontrakan satu kamar, lembap, atap bocor di bagian dapur",
    "Rumah permanen milik orang tua, bersih; air dari sumur bor",
    "Rumah papan di gang sempit, lantai tanah di dapur, jamban bersama",
    "Rumah bersih, halaman ditanami sayur dalam pot",
)
FAMILY_LIFE = (
    "Anak-anak bersekolah dan sehat; suami bekerja serabutan",
    "Ibu rutin ke posyandu; anak terkecil beratnya naik",
    "Anak kedua sering tidak masuk sekolah karena sakit",
    "Lansia di rumah perlu diantar berobat tiap bulan",
    "Keluarga rukun; penghasilan tidak tetap",
)
POTENTIAL = (
    "Pandai memasak dan sudah menerima pesanan kecil",
    "Punya lahan kecil untuk sayuran",
    "Bisa menjahit, mesin dipinjam dari saudara",
    "Warung kecil di depan rumah mulai ramai",
    "",
)
TROUBLE = (
    "Utang kepada bank keliling belum lunas",
    "Belum punya kartu KIS aktif untuk anak terkecil",
    "Modal usaha habis untuk biaya sekolah",
    "Akta kelahiran anak belum ada",
    "",
)
TAUGHT = (
    "Menyusun anggaran mingguan dan menunda belanja yang bukan kebutuhan",
    "Pentingnya imunisasi lengkap dan jadwal posyandu",
    "Cara mencatat pemasukan dan pengeluaran usaha",
    "Hak dan kewajiban KPM, serta jalur pengaduan",
    "Cuci tangan pakai sabun dan pengolahan air minum",
)
AGREED = (
    "KPM akan mencatat uang harian dan membawanya ke P2K2 berikutnya",
    "KPM akan membawa anak ke posyandu bulan ini",
    "KPM bersedia hadir di P2K2 dan mengajak tetangga satu kelompok",
    "KPM akan menabung Rp5.000 per hari",
    "KPM akan mengurus dokumen di kelurahan didampingi ketua RT",
)
NEXT_STEPS = (
    "Menanyakan kelengkapan dokumen ke kelurahan",
    "Menghubungkan dengan puskesmas",
    "Mengunjungi lagi untuk melihat catatan usaha",
    "Mengusulkan ikut pelatihan UEP",
)
CHECKER_NOTES = (
    "Catatan lengkap, teruskan",
    "Sudah rapi; tabungan naik dari bulan lalu",
    "Belanja harian perlu dirinci",
    "Kurangi jajan, utamakan biaya sekolah",
    "Bagus, target tabungan tercapai",
)
NEEDS_WORK = (
    "Pengeluaran belum ditulis, mohon dilengkapi",
    "Jumlah masuk dan keluar belum dihitung; dijelaskan ulang",
)
SAVING_PLACES = ("Celengan di rumah", "Arisan RT", "Rekening bank", "Koperasi", "Titip ke sekolah")

REASONS = {
    Status.CANDIDATE_GRADUATION: "Usaha keluarga sudah berkembang",
    Status.CANDIDATE_PPSE: "Ikut program pemberdayaan",
    Status.GRADUATED: "Graduasi mandiri",
    Status.MOVED: "Pindah ke kelurahan lain",
    Status.CARER_DIED: "Pengurus meninggal dunia",
}
