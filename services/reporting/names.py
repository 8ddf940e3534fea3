"""What the codes of the contracts are called in Vietnamese on the pages; awards are named by their rule packs."""

from shared.contracts.registration.kinds import CampaignKind, CampaignLevel, ObligationKind, SubjectKind

LEVELS = {
    CampaignLevel.PRIME_MINISTER: "Thủ tướng Chính phủ phát động",
    CampaignLevel.MINISTRY: "Bộ Tư pháp phát động",
    CampaignLevel.PROVINCE: "Tỉnh phát động",
    CampaignLevel.CLUSTER: "Khối thi đua phát động",
    CampaignLevel.DEPARTMENT: "Sở phát động",
    CampaignLevel.UNIT: "Đơn vị phát động",
}

KINDS = {
    CampaignKind.REGULAR: "Thường xuyên",
    CampaignKind.BY_ROUND: "Theo đợt",
    CampaignKind.THEMATIC: "Theo chuyên đề",
    CampaignKind.PEAK: "Cao điểm",
    CampaignKind.INTERNAL: "Nội bộ đơn vị",
}

DUTIES = {
    ObligationKind.UNIT_PLAN: "Kế hoạch của đơn vị",
    ObligationKind.REGISTRATION: "Đăng ký thi đua",
    ObligationKind.INTERIM_REPORT: "Báo cáo sơ kết",
    ObligationKind.FINAL_REPORT: "Báo cáo tổng kết",
}

CHANGES = {"amended": "Điều chỉnh", "cancelled": "Hủy", "closed": "Kết thúc"}

SUBJECTS = {SubjectKind.COLLECTIVE: "Tập thể", SubjectKind.INDIVIDUAL: "Cá nhân"}

STEPS = {
    "received": "Tiếp nhận hồ sơ",
    "appraised": "Thẩm định",
    "passed": "Hội đồng Thi đua - Khen thưởng thông qua",
    "decided": "Quyết định khen thưởng",
    "published": "Công bố",
}


def decider(authority: str, capacity: str) -> str:
    """Who decides, also where a deputy signs: GIÁM ĐỐC SỞ TƯ PHÁP for ``KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC``."""
    head = capacity.partition(" / ")[0].rpartition(". ")[2]
    return head if authority.casefold() in head.casefold() else f"{head} {authority}"
