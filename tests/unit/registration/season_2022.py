"""The department's plan of 2022 (Kế hoạch 2022) entered whole: what it answers, says, asks for and goes to."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.registration.campaigns import (
    ContentItem,
    DraftCampaign,
    DueDate,
    LaunchCampaign,
    LegalBasis,
    Phase,
    RecipientGroup,
    Review,
    RoundPlan,
    Slice,
)
from shared.contracts.registration.clusters import AdmitMember, ElectHeads, FormCluster
from shared.contracts.registration.kinds import (
    CampaignKind,
    CampaignLevel,
    ObligationKind,
    PhaseAction,
    RecipientKind,
    ReviewKind,
    StaffKind,
    UnitKind,
)
from tests.unit.registration.department import DIRECTOR, LAST_DAY, OFFICE, Department
from tests.unit.telling import ask

THEME = "Đoàn kết, trách nhiệm, chủ động, sáng tạo, vượt khó, thi đua thực hiện thắng lợi nhiệm vụ chính trị được giao"
OF_THE_PRIME_MINISTER = (
    "Thi đua thực hiện thắng lợi nhiệm vụ phát triển kinh tế - xã hội hàng năm và Kế hoạch 5 năm (2021-2025)",
    "Cả nước đoàn kết, chung sức, đồng lòng thi đua phòng, chống và chiến thắng đại dịch Covid-19",
    "Cả nước chung sức xây dựng nông thôn mới",
    "Cả nước chung tay vì người nghèo - Không để ai bị bỏ lại phía sau",
    "Doanh nghiệp Việt Nam hội nhập và phát triển",
)
SIX_GROUPS = (  # Một là … Sáu là (II.2.3)
    "Quán triệt chủ trương, đường lối, chính sách về thi đua, khen thưởng",
    "Cụ thể hóa phong trào thi đua thành các chỉ tiêu, nhiệm vụ được giao",
    "Phòng, chống dịch COVID-19; các phong trào thi đua trọng tâm",
    "Cải cách hành chính, Chính quyền điện tử; PCI, PAPI, PAR INDEX, SIPAS",
    "Khen thưởng chính xác, kịp thời, công khai, minh bạch",
    "Giám sát của Mặt trận Tổ quốc Việt Nam và các đoàn thể",
)
NO_CRITERIA = "Kế hoạch nêu yêu cầu có tiêu chí (I.2.b) nhưng không kèm tiêu chí"
ROUNDS = (
    RoundPlan(
        round_id=uuid4(),
        name="Đợt thi đua thứ nhất",
        starts_on=date(2022, 1, 1),
        ends_on=date(2022, 6, 30),
        occasions=(
            "92 năm Ngày thành lập Đảng Cộng sản Việt Nam (03/2/1930-03/2/2022)",
            "132 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890-19/5/2022)",
            "74 năm Ngày Chủ tịch Hồ Chí Minh ra lời kêu gọi thi đua ái quốc (11/6/1948-11/6/2022)",
        ),
    ),
    RoundPlan(
        round_id=uuid4(),
        name="Đợt thi đua thứ hai",
        starts_on=date(2022, 7, 1),
        ends_on=date(2022, 12, 31),
        occasions=(
            "77 năm Ngày thành lập nước (02/9/1945 - 02/9/2022)",
            "41 năm tái lập Bộ Tư pháp (7/1981- 7/2022)",
            "77 năm Ngày truyền thống ngành Tư pháp Việt Nam (28/8/1945 - 28/8/2022)",
            "10 năm Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
    ),
)


class Season2022:
    """The campaigns of 2022, as a department enters them."""

    def __init__(self, department: Department) -> None:
        self.department = department
        self.room = department.registers_unit("STP.HCTP", mailbox="hctp@stp.invalid")
        self.service = department.registers_unit(
            "STP.TGPL", name="Trung tâm Trợ giúp pháp lý", kind=UnitKind.SERVICE_UNIT, mailbox="tgpl@stp.invalid"
        )
        self.district = department.registers_unit(
            "PTP.GV", name="Phòng Tư pháp huyện Gia Viễn", kind=UnitKind.DISTRICT_OFFICE
        )
        self.cluster, self.police = self._cluster("Khối thi đua Nội chính", "Công an tỉnh", "khoi@cat.invalid")
        self.region, _ = self._cluster("Khu vực thi đua ĐBBB", "Sở Tư pháp Nam Định", "stp@namdinh.invalid")
        self.upstream = [
            self._received(title, CampaignLevel.PRIME_MINISTER, CampaignKind.REGULAR) for title in OF_THE_PRIME_MINISTER
        ]
        self.ministry = self._received(THEME, CampaignLevel.MINISTRY, CampaignKind.REGULAR)
        self.culture = self._received(
            "Thi đua thực hiện văn hóa công sở giai đoạn 2019-2025",
            CampaignLevel.PROVINCE,
            CampaignKind.THEMATIC,
            year_from=2019,
            year_to=2025,
            slices=(Slice(year=2022, wording="Tổ chức sơ kết", review=ReviewKind.INTERIM), Slice(year=2023)),
        )
        self.peak = self._received(
            "Chào mừng kỷ niệm 30 năm tái lập tỉnh Ninh Bình",
            CampaignLevel.PROVINCE,
            CampaignKind.PEAK,
            anniversary=date(2022, 4, 1),
        )
        self.clusters_plan = self._received(
            "Phong trào thi đua Khối Nội chính năm 2022",
            CampaignLevel.CLUSTER,
            CampaignKind.REGULAR,
            cluster_id=self.cluster,
            parent_id=self.peak,
            content=tuple(ContentItem(item_id=uuid4(), wording=one) for one in SIX_GROUPS),
            legal_bases=(
                LegalBasis(
                    number="01/KH-KNC",
                    title="Phát động phong trào thi đua Khối Nội chính năm 2022",
                    issuer="Khối thi đua Nội chính",
                    issued_on=date(2021, 12, 31),
                ),
            ),
        )
        self.plan = self._plan()

    def _cluster(self, name: str, head: str, mailbox: str) -> tuple[UUID, UUID]:
        log, since = self.department.log, date(2020, 1, 1)
        cluster, member, own = uuid4(), uuid4(), uuid4()
        log.form_cluster(ask(FormCluster, cluster_id=cluster, name=name, effective_on=since), OFFICE)
        for id, body, address in ((member, head, mailbox), (own, "Sở Tư pháp Ninh Bình", "vanthu@stp.invalid")):
            admitted = ask(
                AdmitMember, cluster_id=cluster, member_id=id, name=body, mailbox=address, effective_on=since
            )
            log.admit_member(admitted, OFFICE)
        elected = ask(ElectHeads, cluster_id=cluster, year=2022, head_id=member, deputy_ids=(own,))
        log.elect_heads(elected, OFFICE)
        return cluster, member

    def _received(self, title: str, level: CampaignLevel, kind: CampaignKind, **more: Any) -> UUID:
        bare = {"theme": "", "content": (), "criteria": (), "rounds": (), "due": (), "recipients": ()}
        campaign = self.department.drafts(title=title, level=level, kind=kind, **(bare | more))
        self.department.launches(campaign, OFFICE)
        return campaign

    def _plan(self) -> DraftCampaign:
        def group(name: str, kind: RecipientKind, **more: Any) -> RecipientGroup:
            return RecipientGroup(name=name, kind=kind, **more)

        own = "Các đơn vị thuộc, trực thuộc Sở Tư pháp"
        return self.department.campaign(
            theme=THEME,
            audience=tuple(StaffKind),
            objectives=("Thực hiện thắng lợi mục tiêu kép", "Khuyến khích sáng tạo"),
            parent_id=self.ministry,
            upstream_ids=(*self.upstream, self.culture, self.peak, self.clusters_plan),
            rounds=ROUNDS,
            criteria=(),
            content=(
                ContentItem(item_id=uuid4(), wording="Số hóa hộ tịch", owner_id=self.room, upstream_id=self.ministry),
            ),
            phases=(
                Phase(
                    name="Đăng ký thi đua",
                    starts_on=date(2022, 1, 20),
                    ends_on=date(2022, 2, 28),
                    may_do=(PhaseAction.REGISTER,),
                ),
            ),
            due=(
                DueDate(kind=ObligationKind.REGISTRATION, due_on=LAST_DAY),
                DueDate(kind=ObligationKind.INTERIM_REPORT, due_on=date(2022, 6, 30)),
            ),
            reviews=(
                Review(kind=ReviewKind.INTERIM, together_with="cùng với sơ kết công tác tư pháp"),
                Review(kind=ReviewKind.FINAL, together_with="cùng với tổng kết công tác tư pháp"),
            ),
            reporting_units=(self.room, self.service, self.district),
            recipient_groups=(
                group("Vụ TĐKT, Bộ Tư pháp", RecipientKind.BODY, mailbox="tdkt@botuphap.invalid"),
                group("Sở Nội vụ (Ban Thi đua - Khen thưởng)", RecipientKind.BODY, mailbox="bantdkt@sonoivu.invalid"),
                group("Trưởng, Phó Trưởng Khu vực thi đua ĐBBB", RecipientKind.CLUSTER_HEADS, cluster_id=self.region),
                group("Trưởng, Phó Khối thi đua Nội chính tỉnh", RecipientKind.CLUSTER_HEADS, cluster_id=self.cluster),
                group(own, RecipientKind.UNITS, unit_kind=UnitKind.ROOM),
                group(own, RecipientKind.UNITS, unit_kind=UnitKind.SERVICE_UNIT),
                group("Phòng Tư pháp các huyện, TP. NĐ", RecipientKind.UNITS, unit_kind=UnitKind.DISTRICT_OFFICE),
                group("Lưu: VT, TĐKT", RecipientKind.ARCHIVE),
            ),
            recipients=(),
        )

    def opens(self) -> Any:
        """The department's own campaign, from its draft to its launch."""
        campaign = self.department.log.draft_campaign(self.plan, OFFICE).id
        self.department.hands_in(campaign)
        self.department.approves(campaign)
        self.department.numbers(campaign)
        launch = ask(LaunchCampaign, campaign_id=campaign, no_criteria_reason=NO_CRITERIA)
        return self.department.log.launch_campaign(launch, DIRECTOR)
