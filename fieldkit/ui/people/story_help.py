"""A family's story as the room of partners knows it: referrals, complaints, contacts."""

from collections.abc import Iterator

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.features.people.model import Family
from fieldkit.features.referrals import service as referrals
from fieldkit.ui.people import words
from fieldkit.ui.people.story import Event
from fieldkit.ui.shell.navigation import OpenScreen


def events(ctx: Context, family: Family) -> Iterator[Event]:
    """Yield referrals, complaints and contacts of a family."""
    for line in referrals.referrals(ctx, family_id=family.id):
        one = line.referral
        if one.referred_on is not None:
            came = _(referrals.OUTCOMES[one.outcome]) if one.outcome else ""
            yield Event(
                day=one.referred_on,
                icon="send",
                kind=_("Referral"),
                text=line.institution_name or _("Referred"),
                detail=words.joined((line.service_name, one.reason, came)),
                role="accent",
                target=OpenScreen("referrals", ("referrals", line.id)),
            )
    for told in referrals.complaints_of(ctx, family.id):
        if told.complaint.received_on is not None:
            yield Event(
                day=told.complaint.received_on,
                icon="message-square",
                kind=_("Complaint"),
                text=_(referrals.PROGRESS[told.state]),
                detail=told.complaint.text,
                role="attention" if told.is_open else "good",
                target=OpenScreen("referrals", ("complaints", told.id)),
            )
    for spoken in referrals.contacts_of(ctx, family.id):
        met = spoken.contact
        if met.contacted_on is not None and met.way is not None:
            yield Event(
                day=met.contacted_on,
                icon="phone",
                kind=_("Contact"),
                text=_(referrals.WAYS[met.way]),
                detail=words.joined((met.topic, met.follow_up)),
                target=OpenScreen("referrals", ("contacts", spoken.id)),
            )
