"""What the room's codes say to people, and the names of its words."""

from fieldkit.core import sentences
from fieldkit.core.i18n import N_
from fieldkit.features.people.words import (
    Cluster,
    Component,
    Need,
    Part,
    Position,
    Relation,
    Sex,
    Status,
)

SENTENCES = {
    "nik_digits": N_("A NIK holds digits only."),
    "nik_length": N_("A NIK has 16 digits; this has {count}."),
    "nik_date": N_("This NIK names a birth date that does not exist (day {day}, month {month})."),
    "nik_serial": N_("The NIK ends in 0000. Check it on the identity card."),
    "nik_province": N_("No province has the code {code}. Check the NIK on the identity card."),
    "nik_birth_differs": N_("The NIK tells another birth date."),
    "nik_sex_differs": N_("The NIK tells another sex."),
    "nik_future": N_("By the NIK this person is not born yet, or a hundred years old."),
    "nik_missing": N_("The NIK is not written down yet."),
    "nik_region": N_(
        "The list of districts does not know {code}. It may be an old code; check the card."
    ),
    "nik_elsewhere": N_("First registered in {place}. That is fine if the family moved here."),
    "nik_age_unlikely": N_("By the NIK this person is {age} years old. Check it on the card."),
    "nik_is_kk": N_("NIK and No KK are the same number; one of them is wrong."),
    "nik_shared": N_("{name} in the family of {family} has the same NIK."),
    "nik_tells": N_("The NIK tells what the book does not say yet."),
    "kk_missing": N_("The No KK is not written down yet."),
    "kk_shared": N_("The family of {family} has the same No KK."),
    "remedy_look_alike": N_("Letters read as the digits they look like"),
    "remedy_doubled": N_("One doubled digit taken out"),
    "remedy_left_out": N_("One digit put in, as the birth date asks"),
    "remedy_by_birth": N_("The date inside as the birth date in the book"),
    "remedy_swapped_day": N_("Day and month changed places"),
    "remedy_take_sex": N_("The book takes the sex the NIK tells"),
    "remedy_put_sex": N_("The day inside the NIK changed by 40"),
    "remedy_take_birth": N_("The book takes the birth date the NIK tells"),
    "remedy_put_birth": N_("The NIK takes the birth date of the book"),
    "remedy_fill_in": N_("The book takes what the NIK tells"),
    "remedy_swap": N_("NIK and No KK change places"),
    "remedy_blank_kk": N_("The No KK becomes blank until it is known"),
    "remedy_blank_nik": N_("The NIK becomes blank until it is known"),
    "remedy_unknown": N_("This is not one of the proposals."),
    "changed_meanwhile": N_("This number has changed meanwhile. Look at the list again."),
    "nik_taken": N_("Another family has the same NIK: {family}."),
    "kk_digits": N_("A No KK holds digits only."),
    "kk_length": N_("A No KK has 16 digits; this has {count}."),
    "kk_date": N_("The date inside the No KK does not exist. Check it on the family card."),
    "kk_taken": N_("Another family has the same No KK: {family}."),
    "age_unlikely": N_("At {age} years this component is unlikely."),
    "npsn_length": N_("An NPSN has 8 digits."),
    "nisn_length": N_("A NISN has 10 digits."),
    "decile_range": N_("Deciles go from 1 to 10."),
    "day_of_month": N_("Write a day of the month, 1 to 31."),
    "group_code": N_("Use one to three letters, such as A."),
    "group_code_taken": N_("The group {group} already has this letter."),
    "group_name_taken": N_("There is already a group with this name."),
    "group_not_empty": N_("The group still has families. Move them to another group first."),
    "rt_rw_digits": N_("RT and RW are numbers of up to three digits."),
    "postcode_digits": N_("A postcode has five digits."),
    "phone_unlikely": N_("This does not look like a phone number."),
    "unknown_group": N_("This group no longer exists."),
}
sentences.register(SENTENCES)

STATUS_NAMES = {
    Status.ACTIVE: N_("Active"),
    Status.INACTIVE: N_("Inactive"),
    Status.CANDIDATE_GRADUATION: N_("Candidate for graduation"),
    Status.CANDIDATE_PPSE: N_("Candidate for PPSE"),
    Status.GRADUATED: N_("Graduated"),
    Status.GRADUATED_PPSE: N_("Graduated through PPSE"),
    Status.CARER_DIED: N_("Carer has died"),
    Status.COMPONENT_DIED: N_("Component has died"),
    Status.MOVED: N_("Moved away"),
    Status.OTHER: N_("Other"),
}
COMPONENT_NAMES = {
    Component.PREGNANT: N_("Pregnant"),
    Component.TODDLER: N_("Toddler"),
    Component.PRIMARY: N_("Primary school"),
    Component.JUNIOR: N_("Junior high"),
    Component.SENIOR: N_("Senior high"),
    Component.ELDERLY: N_("Elderly"),
    Component.DISABLED: N_("Disability"),
    Component.VICTIM: N_("Victim of human-rights abuse"),
}
SEX_NAMES = {Sex.FEMALE: N_("Female"), Sex.MALE: N_("Male")}
RELATION_NAMES = {
    Relation.HEAD: N_("Head of family"),
    Relation.HUSBAND: N_("Husband"),
    Relation.WIFE: N_("Wife"),
    Relation.CHILD: N_("Child"),
    Relation.CHILD_IN_LAW: N_("Child-in-law"),
    Relation.GRANDCHILD: N_("Grandchild"),
    Relation.PARENT: N_("Parent"),
    Relation.PARENT_IN_LAW: N_("Parent-in-law"),
    Relation.RELATIVE: N_("Other relative"),
    Relation.HELPER: N_("Domestic helper"),
    Relation.OTHER: N_("Other"),
}
PART_NAMES = {
    Part.IDENTITY: N_("Identity"),
    Part.ADDRESS: N_("Address"),
    Part.MEMBERS: N_("Members"),
    Part.COMPONENTS: N_("Components"),
    Part.BUSINESS: N_("Business"),
    Part.PROGRAMME: N_("Programme"),
}
POSITION_NAMES = {Position.CHAIR: N_("Group leader"), Position.MEMBER: N_("Group member")}
CLUSTER_NAMES = {
    Cluster.FOOD: N_("Food"),
    Cluster.CRAFT: N_("Handicraft"),
    Cluster.SERVICE: N_("Services"),
    Cluster.FARMING: N_("Farming"),
    Cluster.LIVESTOCK: N_("Livestock"),
    Cluster.TRADE: N_("Trade"),
    Cluster.OTHER: N_("Other"),
}
NEED_NAMES = {
    Need.CAPITAL: N_("Capital"),
    Need.TOOLS: N_("Tools"),
    Need.TRAINING: N_("Training"),
    Need.MARKETING: N_("Marketing"),
    Need.PACKAGING: N_("Packaging"),
    Need.LICENCE: N_("Business licence (NIB, PIRT, halal)"),
    Need.PLACE: N_("A place to sell"),
    Need.OTHER: N_("Other"),
}
