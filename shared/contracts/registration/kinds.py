"""The words of registration: kinds, levels and states, as they are recorded."""

from enum import StrEnum


class CampaignLevel(StrEnum):
    """Who launched a campaign (phong trào thi đua)."""

    PRIME_MINISTER = "prime_minister"  # Thủ tướng Chính phủ
    MINISTRY = "ministry"  # Bộ Tư pháp
    PROVINCE = "province"  # tỉnh
    CLUSTER = "cluster"  # Khối thi đua
    DEPARTMENT = "department"  # Sở
    UNIT = "unit"  # đơn vị


class CampaignKind(StrEnum):
    """How a campaign is organised."""

    REGULAR = "regular"  # thường xuyên
    BY_ROUND = "by_round"  # theo đợt
    THEMATIC = "thematic"  # theo chuyên đề
    PEAK = "peak"  # cao điểm
    INTERNAL = "internal"  # nội bộ đơn vị


class CampaignState(StrEnum):
    """Where a campaign stands; whether a round or a phase is open follows from its days."""

    DRAFT = "draft"  # nháp
    SUBMITTED = "submitted"  # chờ duyệt
    APPROVED = "approved"  # đã duyệt, chờ cấp số
    LAUNCHED = "launched"  # đã phát động
    CLOSED = "closed"  # đã đóng
    CANCELLED = "cancelled"  # đã hủy


class PhaseAction(StrEnum):
    """What may be done in a phase."""

    REGISTER = "register"  # đăng ký thi đua
    AMEND = "amend"  # điều chỉnh đăng ký sau khi chốt
    NOMINATE = "nominate"  # đề nghị khen thưởng
    REPORT = "report"  # báo cáo sơ kết, tổng kết


class PhaseSight(StrEnum):
    """What may be seen in a phase by those who see it in no other."""

    ROLL_UP = "roll_up"  # tình hình đăng ký của mọi đơn vị, các đơn vị cùng xem
    PLACES = "places"  # số lượng phân bổ của mọi đơn vị
    RESULTS = "results"  # kết quả xét


class EvidenceKind(StrEnum):
    """What shows that a criterion is met."""

    REPORT = "report"  # báo cáo
    STATISTIC = "statistic"  # số liệu thống kê
    DOCUMENT = "document"  # văn bản, quyết định
    INDEX = "index"  # chỉ số bên ngoài: PCI, PAPI, PAR INDEX, SIPAS
    INSPECTION = "inspection"  # kết luận kiểm tra


class RecipientKind(StrEnum):
    """How a line of "Nơi nhận" is resolved to bodies when something is sent."""

    BODY = "body"  # một cơ quan cụ thể
    UNITS = "units"  # các đơn vị thuộc một loại
    CLUSTER_HEADS = "cluster_heads"  # Trưởng, Phó khối hoặc khu vực thi đua
    ARCHIVE = "archive"  # Lưu


class ReviewKind(StrEnum):
    """What a yearly slice of a campaign of several years ends with."""

    NONE = "none"
    INTERIM = "interim"  # sơ kết
    FINAL = "final"  # tổng kết


class Settlement(StrEnum):
    """What the secretary does with a difference that a cloned campaign shows."""

    ACCEPT = "accept"  # giữ như hiện nay
    REPLACE = "replace"  # thay bằng văn bản khác


class UnitKind(StrEnum):
    """What a unit is; it decides which pools and which authority its people belong to."""

    DEPARTMENT = "department"  # Sở
    ROOM = "room"  # phòng thuộc Sở
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp thuộc Sở
    DISTRICT = "district"  # huyện, thành phố
    DISTRICT_OFFICE = "district_office"  # Phòng Tư pháp, thuộc UBND huyện


class PositionClass(StrEnum):
    """The class of a position, as the statistics of the award sector have it."""

    DEPARTMENT_LEADER = "department_leader"  # lãnh đạo Sở
    UNIT_LEADER = "unit_leader"  # lãnh đạo cấp phòng
    STAFF = "staff"  # người trực tiếp công tác, lao động


class StaffKind(StrEnum):
    """By which regime somebody is employed."""

    OFFICIAL = "official"  # cán bộ, công chức
    PUBLIC_EMPLOYEE = "public_employee"  # viên chức
    WORKER = "worker"  # người lao động


class Gender(StrEnum):
    """For statistics only."""

    MALE = "male"  # nam
    FEMALE = "female"  # nữ


class EvaluationKind(StrEnum):
    """What the standing office records about somebody, each with its source document."""

    CLASSIFICATION = "classification"  # xếp loại chất lượng hằng năm
    DISCIPLINE = "discipline"  # kỷ luật
    PENDING_CASE = "pending_case"  # đang bị xem xét, xác minh, điều tra
    LEAVE = "leave"  # nghỉ


class Classification(StrEnum):
    """The annual classification of an official or employee."""

    EXCELLENT = "excellent"  # hoàn thành xuất sắc nhiệm vụ
    GOOD = "good"  # hoàn thành tốt nhiệm vụ
    FULFILLED = "fulfilled"  # hoàn thành nhiệm vụ
    NOT_FULFILLED = "not_fulfilled"  # không hoàn thành nhiệm vụ


class DisciplineForm(StrEnum):
    """The form of a disciplinary measure, in order of weight."""

    REPRIMAND = "reprimand"  # khiển trách
    WARNING = "warning"  # cảnh cáo
    SALARY_CUT = "salary_cut"  # hạ bậc lương
    DEMOTION = "demotion"  # giáng chức
    REMOVAL = "removal"  # cách chức
    DISMISSAL = "dismissal"  # buộc thôi việc


class LeaveKind(StrEnum):
    """Why somebody was away."""

    MATERNITY = "maternity"  # thai sản
    SICKNESS = "sickness"  # ốm đau
    STUDY = "study"  # đi học
    UNPAID = "unpaid"  # nghỉ không lương
    OTHER = "other"


class SubjectKind(StrEnum):
    """Who can be honoured."""

    INDIVIDUAL = "individual"  # cá nhân
    COLLECTIVE = "collective"  # tập thể


class ObligationKind(StrEnum):
    """What a unit owes in a campaign."""

    UNIT_PLAN = "unit_plan"  # kế hoạch của đơn vị
    REGISTRATION = "registration"  # đăng ký thi đua
    INTERIM_REPORT = "interim_report"  # báo cáo sơ kết
    FINAL_REPORT = "final_report"  # báo cáo tổng kết


class RegistrationState(StrEnum):
    """Where a unit's registration stands."""

    NOT_SENT = "not_sent"  # chưa gửi
    WAITING = "waiting"  # chờ duyệt
    RETURNED = "returned"  # trả lại
    CONFIRMED = "confirmed"  # đã xác nhận
    WITHDRAWN = "withdrawn"  # đã rút


class AmendmentKind(StrEnum):
    """Why a registration changes after the lists were locked."""

    RECRUITED = "recruited"  # mới tuyển dụng
    TRANSFERRED = "transferred"  # điều động, luân chuyển
    LEAVE = "leave"  # nghỉ thai sản, ốm đau
    REORGANISED = "reorganised"  # sắp xếp tổ chức
    OTHER = "other"


class SigningForm(StrEnum):
    """In whose place somebody signs (Nghị định 30/2020/NĐ-CP, Điều 13; chưa đối chiếu văn bản gốc)."""

    HEAD = "head"  # người đứng đầu
    ON_BEHALF_OF_BODY = "TM"  # thay mặt tập thể
    FOR_HEAD = "KT"  # ký thay
    BY_ORDER = "TL"  # thừa lệnh
    BY_MANDATE = "TUQ"  # thừa ủy quyền
    ACTING = "Q"  # quyền
