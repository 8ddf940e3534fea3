"""The use cases of registration, one method each."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from services.registration.domain.access import Account, Issuer
from services.registration.domain.campaigns import Campaign
from services.registration.domain.register import Disclosure, Person, Signatory, Unit
from services.registration.domain.registrations import Registration
from services.registration.plan import read_plan
from services.registration.publishing import public_event
from shared.contracts.base import UNIT_ROLES, Command, Done, Role
from shared.contracts.registration import (
    AppointSignatory,
    CampaignDrafted,
    ConfirmRegistration,
    Contact,
    ContactsDisclosed,
    DiscloseContacts,
    DraftCampaign,
    LaunchCampaign,
    NumberCampaign,
    ObligationKind,
    OpenAccount,
    PlanDefect,
    RegisterPerson,
    RegisterUnit,
    ResubmitRegistration,
    ReturnRegistration,
    RevokeAccount,
    SubjectKind,
    SubmitRegistration,
    Target,
    TrustIssuer,
    WithdrawIssuer,
)
from shared.errors import Conflict, Forbidden, Invalid
from shared.eventlog import EventLog, Tools
from shared.messages import Message
from shared.principals import Principal
from shared.sealing import Open, Sealed


class Catalogue(Protocol):
    """Which awards there are, as followed from nomination's rule packs."""

    def has(self, award: str, subject_kind: SubjectKind) -> bool:
        """Whether the award exists for that kind of subject."""


class RegistrationLog(EventLog):
    """Registration's log and use cases."""

    name = "registration"

    def __init__(
        self, env: Mapping[str, str] | None = None, tools: Tools | None = None, catalogue: Catalogue | None = None
    ) -> None:
        super().__init__(env, tools)
        self.catalogue = catalogue

    # -- the register ---------------------------------------------------------------------------------

    def register_unit(self, command: RegisterUnit, who: Principal) -> Done:
        """Enter a unit; its code is taken once."""
        did = self.did(who, command)
        if command.parent_id:
            self.load(Unit, command.parent_id)
        unit = Unit.register(
            self.new(command.unit_id),
            command.code,
            command.name,
            command.kind,
            command.parent_id,
            command.mailbox,
            command.external_code,
            did,
        )
        codes = [self.claim("unit", command.code, unit.id, did)]
        if command.external_code:
            codes.append(self.claim("unit-external", command.external_code, unit.id, did))
        return self.record(unit, *codes, did=did, answer=Done(id=unit.id))

    def register_person(self, command: RegisterPerson, who: Principal) -> Done:
        """Enter a person; codes and identity numbers are taken once, by their keyed digests."""
        did = self.did(who, command)
        self.load(Unit, command.unit_id)
        digests = {
            "person-external": command.external_code and self.sealer.match("external", command.external_code),
            "person-identity": command.identity_number and self.sealer.match("identity", command.identity_number),
        }
        person = Person.register(
            self.new(command.person_id),
            command.unit_id,
            command.position_class,
            self.sealer.seal(
                command.person_id,
                "identity",
                {
                    "name": command.name,
                    "position": command.position,
                    "email": command.email,
                    "external_code": command.external_code,
                    "identity_number": command.identity_number,
                },
            ),
            digests["person-external"],
            digests["person-identity"],
            did,
        )
        claims = [self.claim(kind, digest, person.id, did) for kind, digest in digests.items() if digest]
        return self.record(person, *claims, did=did, answer=Done(id=person.id))

    def appoint_signatory(self, command: AppointSignatory, who: Principal) -> Done:
        """Say who may sign, in which capacity."""
        did = self.did(who, command)
        self.load(Person, command.person_id)
        signatory = Signatory.appoint(
            self.new(command.signatory_id),
            command.person_id,
            command.capacity,
            command.valid_from,
            command.valid_until,
            did,
        )
        return self.record(signatory, did=did, answer=Done(id=signatory.id))

    def disclose_contacts(self, command: DiscloseContacts, who: Principal) -> ContactsDisclosed:
        """Hand out names and addresses for a purpose; a repeat gets none: it asks anew."""
        did = self.did(who, command)
        people = [self.load(Person, id) for id in command.person_ids]
        disclosure = Disclosure.make(
            self.new(command.disclosure_id), [str(one.id) for one in people], command.purpose, did
        )
        self.record(disclosure, did=did, answer=ContactsDisclosed(id=disclosure.id))
        opened = [(one.id, self.sealer.open(one.identity)) for one in people]
        contacts = tuple(
            Contact(person_id=id, name=known["name"], position=known["position"], email=known["email"])
            for id, known in opened
            if known
        )
        return ContactsDisclosed(id=disclosure.id, contacts=contacts)

    # -- campaigns ------------------------------------------------------------------------------------

    def draft_campaign(self, command: DraftCampaign, who: Principal) -> CampaignDrafted:
        """Draft a campaign and list what is wrong with its plan's text."""
        did = self.did(who, command)
        defects = [
            PlanDefect(code=one.code, line=one.line, raw=one.raw, message=one.message, suggestion=one.suggestion)
            for one in (read_plan(command.plan_text).defects if command.plan_text else ())
        ]
        for unit in command.reporting_units:
            self.load(Unit, unit)
        if command.parent_id:
            self.load(Campaign, command.parent_id)
        campaign = Campaign.draft(
            self.new(command.campaign_id),
            title=command.title,
            level=command.level,
            kind=command.kind.value,
            year_from=command.year_from,
            year_to=command.year_to,
            theme=command.theme,
            launched_by=command.launched_by,
            parent_id=command.parent_id,
            legal_bases=[_plain(one) for one in command.legal_bases],
            rounds=[_plain(one) for one in command.rounds],
            due=[_plain(one) for one in command.due],
            reporting_units=list(command.reporting_units),
            recipients=list(command.recipients),
            plan_text=command.plan_text,
            defects=[one.dump() for one in defects],
            did=did,
        )
        return self.record(campaign, did=did, answer=CampaignDrafted(id=campaign.id, defects=tuple(defects)))

    def number_campaign(self, command: NumberCampaign, who: Principal) -> Done:
        """Give the plan its number, unique in its year, and its date."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        campaign.assign_number(command.number, command.dated, did)
        number = self.claim("plan", f"{command.dated.year}:{command.number}", campaign.id, did)
        return self.record(campaign, number, did=did, answer=Done(id=campaign.id))

    def launch_campaign(self, command: LaunchCampaign, who: Principal) -> Done:
        """Launch a campaign."""
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        campaign.launch(by_director=who.role is Role.DIRECTOR, on=did.effective_on, did=did)
        return self.record(campaign, did=did, answer=Done(id=campaign.id))

    # -- targets --------------------------------------------------------------------------------------

    def submit_registration(self, command: SubmitRegistration, who: Principal) -> Done:
        """Hand in a unit's targets; one registration a unit and campaign."""
        self._own_unit(who, command.unit_id, command)
        did = self.did(who, command)
        campaign = self.load(Campaign, command.campaign_id)
        if not campaign.launched:
            raise Conflict("not-launched")
        if command.unit_id not in campaign.reporting_units:
            raise Conflict("not-reporting")
        due_on = campaign.due_on(ObligationKind.REGISTRATION)
        late = due_on is not None and did.recorded_at.date() > due_on
        if late and not command.late_reason:
            raise Conflict("deadline-passed", due_on=due_on)
        name = f"{command.campaign_id}:{command.unit_id}"
        try:
            claim = self.claim("registration", name, command.registration_id, did)
        except Conflict:
            raise Conflict("already-registered") from None
        registration = Registration.submit(
            self.new(command.registration_id),
            command.campaign_id,
            command.unit_id,
            self._targets(command.unit_id, command.targets),
            late,
            self._sealed(command.registration_id, "late_reason", command.late_reason if late else ""),
            did,
        )
        return self.record(registration, claim, did=did, answer=Done(id=registration.id))

    def return_registration(self, command: ReturnRegistration, who: Principal) -> Done:
        """Send a registration back with a reason."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.send_back(self._sealed(registration.id, "reason", command.reason), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def resubmit_registration(self, command: ResubmitRegistration, who: Principal) -> Done:
        """Hand a returned registration in again."""
        registration = self.load(Registration, command.registration_id)
        self._own_unit(who, registration.unit_id, command)
        did = self.did(who, command)
        registration.resubmit(self._targets(registration.unit_id, command.targets), did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def confirm_registration(self, command: ConfirmRegistration, who: Principal) -> Done:
        """Accept a unit's targets."""
        did = self.did(who, command)
        registration = self.load(Registration, command.registration_id)
        registration.confirm(did)
        return self.record(registration, did=did, answer=Done(id=registration.id))

    def _sealed(self, registration_id: UUID, name: str, value: str) -> Sealed:
        return self.sealer.seal(registration_id, "registration", {name: value})

    def _own_unit(self, who: Principal, unit_id: UUID, command: Command) -> None:
        if who.role in UNIT_ROLES and who.unit != unit_id:
            raise Forbidden("not-your-unit")
        if who.role not in UNIT_ROLES and command.on_behalf_of != unit_id:
            raise Forbidden("not-your-unit")

    def _targets(self, unit_id: UUID, targets: tuple[Target, ...]) -> list[dict[str, Any]]:
        for target in targets:
            if target.subject_kind is SubjectKind.COLLECTIVE:
                elsewhere = target.subject_id != unit_id
            else:
                elsewhere = self.load(Person, target.subject_id).unit_id != unit_id
            if elsewhere:
                raise Invalid("subject-elsewhere", subject_id=target.subject_id)
            if self.catalogue and not self.catalogue.has(target.award, target.subject_kind):
                raise Invalid("unknown-award", award=target.award)
        return [target.dump() for target in targets]

    # -- whom to believe ------------------------------------------------------------------------------

    def trust_issuer(self, command: TrustIssuer, who: Principal) -> Done:
        """Believe tokens signed by a key."""
        did = self.did(who, command)
        if self.find(Issuer, Issuer.id_of(command.kid)):
            raise Conflict("name-taken", name=command.kid)
        issuer = Issuer.trust(command.kid, command.public_key, [role.value for role in command.roles], did)
        return self.record(issuer, did=did, answer=Done(id=issuer.id))

    def withdraw_issuer(self, command: WithdrawIssuer, who: Principal) -> Done:
        """Believe a key no longer."""
        did = self.did(who, command)
        issuer = self.load(Issuer, Issuer.id_of(command.kid))
        issuer.withdraw(did)
        return self.record(issuer, did=did, answer=Done(id=issuer.id))

    def open_account(self, command: OpenAccount, who: Principal) -> Done:
        """Open an account."""
        did = self.did(who, command)
        if self.find(Account, Account.id_of(command.name)):
            raise Conflict("name-taken", name=command.name)
        account = Account.open(command.name, command.role.value, command.until, did)
        return self.record(account, did=did, answer=Done(id=account.id))

    def revoke_account(self, command: RevokeAccount, who: Principal) -> Done:
        """Close an account at once."""
        did = self.did(who, command)
        account = self.load(Account, Account.id_of(command.name))
        account.revoke(did)
        return self.record(account, did=did, answer=Done(id=account.id))

    def public(self, recorded: Any, open_sealed: Open) -> Message | None:
        """Names leave the seal in one event of registration only."""
        return public_event(recorded, open_sealed)


def _plain(message: Message) -> dict[str, Any]:
    return {name: _value(getattr(message, name)) for name in message.__dataclass_fields__}  # type: ignore[attr-defined]


def _value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)
