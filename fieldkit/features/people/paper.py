"""The words of lists and forms: Indonesian as on the official paper, whatever the window speaks.

Every word here is understood again when a list comes back (decision 13).
"""

from fieldkit.features.people.words import Cluster, Component, Position, Relation, Sex, Status

STATUS_WORDS = {
    Status.ACTIVE: "Aktif",
    Status.INACTIVE: "Nonaktif",
    Status.CANDIDATE_GRADUATION: "Calon Graduasi Mandiri",
    Status.CANDIDATE_PPSE: "Calon PPSE",
    Status.GRADUATED: "Sukses Graduasi Mandiri",
    Status.GRADUATED_PPSE: "Sukses PPSE",
    Status.CARER_DIED: "Pengurus Meninggal",
    Status.COMPONENT_DIED: "Komponen Meninggal",
    Status.MOVED: "Pindah",
    Status.OTHER: "Lainnya",
}
SEX_WORDS = {Sex.MALE: "L", Sex.FEMALE: "P"}
RELATION_WORDS = {
    Relation.HEAD: "Kepala Keluarga",
    Relation.HUSBAND: "Suami",
    Relation.WIFE: "Istri",
    Relation.CHILD: "Anak",
    Relation.CHILD_IN_LAW: "Menantu",
    Relation.GRANDCHILD: "Cucu",
    Relation.PARENT: "Orang Tua",
    Relation.PARENT_IN_LAW: "Mertua",
    Relation.RELATIVE: "Famili Lain",
    Relation.HELPER: "Pembantu",
    Relation.OTHER: "Lainnya",
}
COMPONENT_WORDS = {
    Component.PREGNANT: "Ibu Hamil",
    Component.TODDLER: "AUD",
    Component.PRIMARY: "SD",
    Component.JUNIOR: "SMP",
    Component.SENIOR: "SMA",
    Component.ELDERLY: "Lansia",
    Component.DISABLED: "Disabilitas",
    Component.VICTIM: "Korban HAM",
}
POSITION_WORDS = {Position.CHAIR: "Ketua", Position.MEMBER: "Anggota"}
CLUSTER_WORDS = {
    Cluster.FOOD: "Makanan",
    Cluster.CRAFT: "Kerajinan",
    Cluster.SERVICE: "Jasa",
    Cluster.FARMING: "Pertanian",
    Cluster.LIVESTOCK: "Peternakan",
    Cluster.TRADE: "Perdagangan",
    Cluster.OTHER: "Lainnya",
}
