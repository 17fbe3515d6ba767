"""What the room of partners says on the screen."""

from fieldkit.core import sentences
from fieldkit.core.i18n import N_
from fieldkit.features.referrals.diary import Channel, Part, Progress, Skill, Topic, Way
from fieldkit.features.referrals.model import Kind, Need, Outcome, Source, State

KINDS: dict[Kind, str] = {
    Kind.FORMAL: N_("Formal"),
    Kind.COMMUNITY: N_("Community"),
    Kind.INFORMAL: N_("Informal"),
}
NEEDS: dict[Need, str] = {
    Need.CAPITAL: N_("Capital for a business"),
    Need.TOOLS: N_("Tools for a business"),
    Need.TRAINING: N_("Training"),
    Need.MARKETING: N_("Marketing"),
    Need.LICENCE: N_("Business licence (NIB, PIRT, halal)"),
    Need.WORK: N_("Work"),
    Need.HEALTH: N_("Health care"),
    Need.NUTRITION: N_("Nutrition and stunting"),
    Need.DISABILITY: N_("Aids for the disabled"),
    Need.ELDERLY: N_("Care of the elderly"),
    Need.EDUCATION: N_("Schooling"),
    Need.DOCUMENTS: N_("KTP, KK and other papers"),
    Need.AID: N_("Other social aid"),
    Need.HOUSING: N_("Housing and sanitation"),
    Need.PROTECTION: N_("Protection and law"),
    Need.DEBT: N_("Way out of debt"),
    Need.OTHER: N_("Other"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.SERVED: N_("Served"),
    Outcome.PARTLY: N_("Partly served"),
    Outcome.WAITING_LIST: N_("On the waiting list"),
    Outcome.REFUSED: N_("Refused"),
    Outcome.DID_NOT_GO: N_("The family did not go"),
    Outcome.WITHDRAWN: N_("Called off"),
}
STATES: dict[State, str] = {
    State.OPEN: N_("Under way"),
    State.LATE: N_("To be asked about"),
    State.DONE: N_("Done"),
}
SOURCES: dict[Source, str] = {
    Source.BUSINESS: N_("business “{text}”"),
    Source.RISK: N_("visit of {day}"),
    Source.PREGNANT: N_("{text} is pregnant"),
    Source.DISABLED: N_("{text} is disabled"),
    Source.ELDERLY: N_("{text} is elderly"),
}
PARTS: dict[Part, str] = {
    Part.FACILITATION: N_("Facilitation"),
    Part.EDUCATION: N_("Education"),
    Part.REPRESENTATION: N_("Representation"),
    Part.TECHNICAL: N_("Technical"),
}
SKILLS: dict[Skill, str] = {
    Skill.SPIRIT: N_("Encouraging"),
    Skill.SUPPORT: N_("Supporting"),
    Skill.NEGOTIATION: N_("Negotiating and mediating"),
    Skill.CONSENSUS: N_("Building consensus"),
    Skill.PERSONAL_TALK: N_("Personal talk"),
    Skill.AWARENESS: N_("Raising awareness"),
    Skill.INFORMATION: N_("Giving information"),
    Skill.TRAINING: N_("Training people"),
    Skill.RESOURCES: N_("Finding resources"),
    Skill.NETWORK: N_("Building a network"),
    Skill.ADVOCACY: N_("Advocacy"),
    Skill.PUBLICITY: N_("Publicity"),
    Skill.DATA: N_("Data and analysis"),
    Skill.TECHNOLOGY: N_("Using technology"),
    Skill.MANAGEMENT: N_("Organising"),
}
CHANNELS: dict[Channel, str] = {
    Channel.IN_PERSON: N_("In person"),
    Channel.MESSAGE: N_("By message (WhatsApp)"),
    Channel.PHONE: N_("By phone"),
    Channel.LETTER: N_("By letter"),
    Channel.VILLAGE: N_("Through the village office"),
    Channel.HOTLINE: N_("Through a hotline"),
}
TOPICS: dict[Topic, str] = {
    Topic.NOT_RECEIVED: N_("Aid not received"),
    Topic.AMOUNT: N_("Amount of the aid"),
    Topic.CARD: N_("Card or account"),
    Topic.DATA: N_("Wrong data"),
    Topic.MEMBERSHIP: N_("Wants to be in, or was taken out"),
    Topic.SERVICE: N_("School or health service"),
    Topic.CONDUCT: N_("Conduct of somebody"),
    Topic.CASE: N_("Case in a family"),
    Topic.OTHER: N_("Other"),
}
PROGRESS: dict[Progress, str] = {
    Progress.RECEIVED: N_("Just received"),
    Progress.ANALYSED: N_("Looked into"),
    Progress.IN_HAND: N_("In hand"),
    Progress.FORWARDED: N_("Forwarded"),
    Progress.RESOLVED: N_("Resolved"),
    Progress.REJECTED: N_("Closed without result"),
}
WAYS: dict[Way, str] = {
    Way.VISIT: N_("Visit"),
    Way.SMALL_GROUP: N_("Small group"),
    Way.MESSAGE: N_("Message"),
    Way.PHONE: N_("Phone call"),
    Way.OFFICE: N_("Came to the office"),
}
SENTENCES: dict[str, str] = {
    "seats_of_service": N_("Choose a number of seats between 0 and {limit}."),
    "agreement_turned_round": N_("The agreement ends before it begins."),
    "before_referral": N_("This can not lie before the referral."),
    "no_such_latitude": N_("A latitude lies between -90 and 90."),
    "no_such_longitude": N_("A longitude lies between -180 and 180."),
    "half_a_place": N_("Give both latitude and longitude, or neither."),
    "service_elsewhere": N_("This service belongs to another institution. Choose again."),
    "person_elsewhere": N_("This person belongs to another family. Choose again."),
    "skill_of_another_role": N_("This belongs to another of the four roles. Choose again."),
    "nik_of_complaint": N_("A NIK has {count} digits. Leave it blank when it is not known."),
    "before_complaint": N_("This can not lie before the complaint came."),
    "before_last_step": N_("This can not lie before the step before it."),
    "due_before_it_happened": N_("The follow-up can not be due before this happened."),
    "institution_is_used": N_(
        "Referrals that name this institution: {count}. Note when it closed instead of removing it."
    ),
    "service_is_used": N_(
        "Referrals that name this service: {count}. Note its last day instead of removing it."
    ),
}
sentences.register(SENTENCES)
