"""The use cases of nomination, one method each, by what they are about."""

from services.nomination.application.base import KnownCampaign, KnownSignatory, KnownUnit, Register
from services.nomination.application.councils import Councils
from services.nomination.application.documents import Documents
from services.nomination.application.dossiers import Dossiers
from services.nomination.application.places import Places

__all__ = ["KnownCampaign", "KnownSignatory", "KnownUnit", "NominationLog", "Register"]


class NominationLog(Places, Dossiers, Councils, Documents):
    """Nomination's log and use cases."""

    name = "nomination"
