"""January: the register, the campaigns and the council."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from deploy.demo.steps import Ask, Part, Step
from deploy.demo.year import AT_WORK, LATER, at, derived_id
from shared.contracts.nomination import EstablishCouncil, NominationApi, Seat, SeatKind
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.campaigns import (
    ApproveCampaign,
    ContentItem,
    Criterion,
    DraftCampaign,
    DueDate,
    LaunchCampaign,
    LegalBasis,
    NumberCampaign,
    RecipientGroup,
    RegisterLegalText,
    RoundPlan,
    SubmitCampaign,
)
from shared.contracts.registration.clusters import AdmitMember, AppointSignatory, ElectHeads, FormCluster
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    EvidenceKind,
    PositionClass,
    RecipientKind,
    UnitKind,
)
from shared.contracts.registration.people import RegisterPerson
from shared.contracts.registration.units import RegisterUnit


class Opening(Part):
    """Plays January."""

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._register()
        yield from self._campaigns()
        yield from self._council()

    # -- the register ---------------------------------------------------------------------------------

    def _register(self) -> Iterator[Step]:
        start = at(self.year.data.meta.starts_on, AT_WORK)
        roots = [unit for unit in self.year.data.units if not unit.parent]
        parts = [unit for unit in self.year.data.units if unit.parent]
        for units in (roots, parts):
            yield self.step(start, f"Nhập {len(units)} đơn vị", [self._unit(unit) for unit in units])
        people = self.year.data.people
        yield self.step(start, f"Nhập {len(people)} cá nhân", [self._person(person) for person in people])
        signatories = self.year.data.signatories
        yield self.step(start, f"Ghi {len(signatories)} người được ký", [self._signatory(row) for row in signatories])

    def _unit(self, unit: Any) -> Ask:
        request = RegisterUnit(
            request_id=derived_id("register-unit", unit.code),
            unit_id=derived_id("unit", unit.code),
            code=unit.code,
            name=unit.name,
            kind=UnitKind(unit.kind),
            parent_id=derived_id("unit", unit.parent) if unit.parent else None,
            mailbox=unit.mailbox,
            external_code=unit.external_code,
        )
        return partial(self.by(self.cast.office, RegistrationApi).register_unit, request)

    def _person(self, person: Any) -> Ask:
        request = RegisterPerson(
            request_id=derived_id("register-person", person.key),
            person_id=derived_id("person", person.key),
            name=person.name,
            position=person.position,
            position_class=PositionClass(person.position_class),
            unit_id=derived_id("unit", person.unit),
            email=person.email,
            external_code=person.external_code,
            identity_number=person.identity_number,
        )
        return partial(self.by(self.cast.office, RegistrationApi).register_person, request)

    def _signatory(self, row: Any) -> Ask:
        request = AppointSignatory(
            request_id=derived_id("appoint", row.key),
            signatory_id=derived_id("signatory", row.key),
            person_id=derived_id("person", row.person),
            capacity=self.year.capacity(row.key),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        return partial(self.by(self.cast.office, RegistrationApi).appoint_signatory, request)

    # -- campaigns ------------------------------------------------------------------------------------

    def _campaigns(self) -> Iterator[Step]:
        start = at(self.year.data.meta.starts_on, LATER)
        own = self.year.department
        others = [campaign for campaign in self.year.data.campaigns if campaign is not own]
        office = self.by(self.cast.office, RegistrationApi)
        bases = self.year.bases.values()
        yield self.step(start, f"Ghi {len(bases)} văn bản căn cứ", [self._legal_text(one) for one in bases])
        clusters = self.year.data.clusters
        yield self.step(start, f"Ghi {len(clusters)} khối, khu vực thi đua", [self._cluster(one) for one in clusters])
        members = [(cluster, member) for cluster in clusters for member in cluster.members]
        yield self.step(start, f"Ghi {len(members)} thành viên khối", [self._member(*one) for one in members])
        yield self.step(start, "Ghi Trưởng, Phó các khối năm 2022", [self._heads(one) for one in clusters])
        yield self.step(
            start,
            f"Nhập {len(others)} phong trào của cấp khác",
            [partial(office.draft_campaign, self._draft(campaign)) for campaign in others],
        )
        yield self.step(
            start,
            f"Ghi nhận {len(others)} phong trào đã phát động",
            [partial(office.launch_campaign, self._launch(campaign)) for campaign in others],
        )
        issued = at(own.issued_on, LATER)
        yield Step(issued, "Dự thảo kế hoạch của Sở", self._draft_own)
        campaign_id = derived_id("campaign", own.key)
        submit = SubmitCampaign(request_id=derived_id("submit-campaign", own.key), campaign_id=campaign_id)
        approve = ApproveCampaign(request_id=derived_id("approve-campaign", own.key), campaign_id=campaign_id)
        number = NumberCampaign(
            request_id=derived_id("number-campaign", own.key),
            campaign_id=campaign_id,
            number=own.number,
            dated=own.issued_on,
        )
        records = self.by(self.cast.records, RegistrationApi)
        director = self.by(self.cast.signs("director"), RegistrationApi)
        yield self.step(issued, "Trình Giám đốc Sở kế hoạch", [partial(office.submit_campaign, submit)])
        yield self.step(issued, "Giám đốc Sở duyệt kế hoạch", [partial(director.approve_campaign, approve)])
        yield self.step(issued, f"Văn thư cấp số {own.number}", [partial(records.number_campaign, number)])
        yield self.step(
            issued, "Giám đốc Sở phát động phong trào", [partial(director.launch_campaign, self._launch(own))]
        )
        yield Step(issued, "Các dịch vụ đọc xong nhật ký của nhau", self.calls.until_followed)

    def _cluster(self, row: Any) -> Ask:
        request = FormCluster(
            request_id=derived_id("form-cluster", row.key), cluster_id=derived_id("cluster", row.key), name=row.name
        )
        return partial(self.by(self.cast.office, RegistrationApi).form_cluster, request)

    def _member(self, cluster: Any, member: Any) -> Ask:
        key = f"{cluster.key}:{member.key}"
        request = AdmitMember(
            request_id=derived_id("admit-member", key),
            cluster_id=derived_id("cluster", cluster.key),
            member_id=derived_id("member", key),
            name=member.name,
            mailbox=member.mailbox,
            unit_id=derived_id("unit", member.unit) if member.unit else None,
        )
        return partial(self.by(self.cast.office, RegistrationApi).admit_member, request)

    def _heads(self, cluster: Any) -> Ask:
        request = ElectHeads(
            request_id=derived_id("elect-heads", cluster.key),
            cluster_id=derived_id("cluster", cluster.key),
            year=self.year.data.meta.year,
            head_id=derived_id("member", f"{cluster.key}:{cluster.heads.head}"),
            deputy_ids=tuple(derived_id("member", f"{cluster.key}:{one}") for one in cluster.heads.deputies),
        )
        return partial(self.by(self.cast.office, RegistrationApi).elect_heads, request)

    def _legal_text(self, basis: Any) -> Ask:
        request = RegisterLegalText(
            request_id=derived_id("register-text", basis.number),
            text_id=derived_id("text", basis.number),
            number=basis.number,
            title=basis.title,
            issuer=basis.issuer,
            issued_on=basis.issued_on,
            in_force_from=basis.issued_on,
            source="Kế hoạch phát động phong trào thi đua năm 2022",
        )
        return partial(self.by(self.cast.office, RegistrationApi).register_legal_text, request)

    def _draft_own(self) -> None:
        request = self._draft(self.year.department)
        drafted = self.by(self.cast.office, RegistrationApi).draft_campaign(request)
        self.screen.table(
            f"Bản in của kế hoạch có {len(drafted.defects)} chỗ cần sửa",
            ("Dòng", "Mã", "Nguyên văn", "Đề nghị"),
            [(str(one.line), one.code, one.raw, one.message) for one in drafted.defects],
        )

    def _draft(self, campaign: Any) -> DraftCampaign:
        own = campaign is self.year.department
        return DraftCampaign(
            request_id=derived_id("draft-campaign", campaign.key),
            campaign_id=derived_id("campaign", campaign.key),
            title=campaign.title,
            level=CampaignLevel(campaign.level),
            kind=CampaignKind(campaign.kind),
            year_from=getattr(campaign.years, "from"),
            year_to=campaign.years.to,
            theme=campaign.theme or "",
            launched_by=campaign.launched_by,
            parent_id=derived_id("campaign", campaign.parent) if campaign.parent else None,
            cluster_id=derived_id("cluster", campaign.cluster) if campaign.cluster else None,
            legal_bases=tuple(LegalBasis(**vars(basis)) for basis in campaign.legal_bases),
            rounds=tuple(self._round(one) for one in campaign.rounds or ()),
            due=tuple(DueDate(kind=kind, due_on=self.year.due_on(kind)) for kind in self.year.owed_kinds if own),
            reporting_units=tuple(derived_id("unit", code) for code in self.year.reporting if own),
            recipients=tuple(one.raw for one in campaign.recipients or ()),
            recipient_groups=tuple(group for one in campaign.recipients or () for group in _groups(one)),
            plan_text=self.year.plan_text if own else "",
            objectives=tuple(campaign.objectives or ()),
            criteria=tuple(self._criterion(one) for one in campaign.criteria or ()),
            content=tuple(
                ContentItem(item_id=derived_id("content", one.key), wording=one.name) for one in campaign.content or ()
            ),
        )

    def _criterion(self, one: Any) -> Criterion:
        return Criterion(
            criterion_id=derived_id("criterion", one.key),
            wording=one.name,
            measure=one.measure,
            evidence=EvidenceKind(one.evidence),
            weight=one.weight * 100,
        )

    def _round(self, one: Any) -> RoundPlan:
        round_id = self.year.round_id(one.key)
        assert round_id is not None
        return RoundPlan(
            round_id=round_id,
            name=one.name,
            starts_on=one.starts,
            ends_on=one.ends,
            occasions=tuple(one.occasions),
        )

    def _launch(self, campaign: Any) -> LaunchCampaign:
        return LaunchCampaign(
            request_id=derived_id("launch-campaign", campaign.key),
            campaign_id=derived_id("campaign", campaign.key),
        )

    def _council(self) -> Iterator[Step]:
        council = self.year.data.council
        seats = [Seat(person_id=derived_id("person", one.person), kind=SeatKind(one.seat)) for one in council.seats]
        secretary = derived_id("person", council.secretary.person)
        request = EstablishCouncil(
            request_id=derived_id("establish-council", council.established_by),
            council_id=derived_id("council", council.established_by),
            name=council.name,
            decision_number=council.established_by,
            decided_on=council.established_on,
            seats=(*seats, Seat(person_id=secretary, kind=SeatKind.SECRETARY)),
        )
        office = self.by(self.cast.office, NominationApi)
        yield self.step(
            at(council.established_on, LATER),
            f"Ghi Hội đồng: {len(seats)} thành viên và thư ký",
            [partial(office.establish_council, request)],
        )


def _groups(row: Any) -> Iterator[RecipientGroup]:
    """A line of "Nơi nhận"; units of two kinds are two groups."""
    for kind in row.unit_kinds or (None,):
        yield RecipientGroup(
            kind=RecipientKind(row.kind),
            name=row.raw,
            mailbox=row.to or "",
            unit_kind=UnitKind(kind) if kind else None,
            cluster_id=derived_id("cluster", row.cluster) if row.cluster else None,
        )
