"""A cluster: who belongs to it when, who heads it in which year, and how its members came out."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.base import Paper
from shared.contracts.registration.clusters import (
    AdmitMember,
    ClusterScore,
    ElectHeads,
    EndMembership,
    FormCluster,
    RecordClusterResult,
)
from shared.errors import Conflict, Invalid, NotFound
from tests.unit.registration.department import OFFICE, Department
from tests.unit.telling import ask, names, published, refused

MINUTES = "Biên bản họp Khối thi đua Nội chính ngày 12/12/2022"


class Cluster:
    """A cluster and its steps."""

    def __init__(self, department: Department) -> None:
        self.log = department.log
        command = ask(FormCluster, cluster_id=uuid4(), name="Khối thi đua Nội chính", effective_on=date(2020, 1, 1))
        self.id = self.log.form_cluster(command, OFFICE).id

    def admits(self, name: str, on: date = date(2020, 1, 1), **more: Any) -> UUID:
        fields: dict[str, Any] = {"member_id": uuid4(), "name": name} | more
        self.log.admit_member(ask(AdmitMember, cluster_id=self.id, effective_on=on, **fields), OFFICE)
        return UUID(str(fields["member_id"]))

    def ends(self, member: UUID, on: date) -> None:
        command = ask(EndMembership, cluster_id=self.id, member_id=member, effective_on=on)
        self.log.end_membership(command, OFFICE)

    def elects(self, year: int, head: UUID, *deputies: UUID) -> None:
        command = ask(ElectHeads, cluster_id=self.id, year=year, head_id=head, deputy_ids=deputies)
        self.log.elect_heads(command, OFFICE)

    def came_out(self, year: int, *members: UUID, **more: Any) -> None:
        lines = tuple(
            ClusterScore(member_id=one, score=9500 - rank, votes=9, rank=rank)
            for rank, one in enumerate(members, start=1)
        )
        fields = {"basis": MINUTES} | more
        self.log.record_cluster_result(
            ask(RecordClusterResult, cluster_id=self.id, year=year, lines=lines, **fields), OFFICE
        )


@pytest.fixture
def cluster(department: Department) -> Cluster:
    department.today.day = date(2022, 12, 20)
    return Cluster(department)


def test_bodies_join_and_leave(department: Department, cluster: Cluster) -> None:
    unit = department.registers_unit()
    justice = cluster.admits("Sở Tư pháp", unit_id=unit)
    police = cluster.admits("Công an tỉnh")

    with refused(department.log, Conflict, "id-taken"):
        cluster.admits("Thanh tra tỉnh", member_id=police)
    with refused(department.log, Conflict, "already-in-cluster"):
        cluster.admits("Công an tỉnh")
    with refused(department.log, Conflict, "already-in-cluster"):
        cluster.admits("Sở Tư pháp tỉnh", unit_id=unit)
    with refused(department.log, NotFound, "unknown"):
        cluster.admits("Tòa án", unit_id=uuid4())
    cluster.ends(police, date(2021, 7, 1))
    cluster.admits("Công an tỉnh", date(2022, 1, 1))
    assert justice != police


def test_only_a_member_leaves_and_not_before_it_came(department: Department, cluster: Cluster) -> None:
    member = cluster.admits("Công an tỉnh", date(2021, 1, 1))

    for on, who in ((date(2021, 1, 1), member), (date(2022, 1, 1), uuid4())):
        with refused(department.log, Conflict, "not-in-cluster", member_id=who):
            cluster.ends(who, on)
    cluster.ends(member, date(2022, 1, 1))
    with refused(department.log, Conflict, "not-in-cluster"):
        cluster.ends(member, date(2022, 6, 1))


def test_heads_are_members_on_some_day_of_their_year(department: Department, cluster: Cluster) -> None:
    justice, police = cluster.admits("Sở Tư pháp"), cluster.admits("Công an tỉnh", date(2022, 12, 1))
    left = cluster.admits("Thanh tra tỉnh")
    cluster.ends(left, date(2022, 1, 1))

    cluster.elects(2022, justice, police)
    for heads in ((left, justice), (justice, left), (justice, uuid4())):
        with refused(department.log, Conflict, "not-in-cluster"):
            cluster.elects(2022, *heads)
    with refused(department.log, Conflict, "not-in-cluster", member_id=police):
        cluster.elects(2021, justice, police)
    cluster.elects(2021, left, justice)
    assert published(department.log)[-1] == (
        "HeadsElected",
        {"cluster_id": str(cluster.id), "year": 2021, "head_id": str(left), "deputy_ids": [str(justice)]},
    )


def test_a_years_result_ranks_exactly_the_members_once(department: Department, cluster: Cluster) -> None:
    first, second = cluster.admits("Sở Tư pháp"), cluster.admits("Công an tỉnh")
    left = cluster.admits("Thanh tra tỉnh")
    cluster.ends(left, date(2022, 12, 1))

    for wrong in ((first,), (first, second, left), (first, first), (first, uuid4())):
        with refused(department.log, Invalid, "ranks-not-whole"):
            cluster.came_out(2022, *wrong)
    with refused(department.log, Invalid, "document-required"):
        cluster.came_out(2022, first, second, basis="")
    cluster.came_out(2022, second, first)
    assert [one["member_id"] for one in published(department.log)[-1][1]["lines"]] == [str(second), str(first)]
    with refused(department.log, Conflict, "already-recorded", year=2022):
        cluster.came_out(2022, first, second)
    cluster.came_out(2021, first, second, left, basis="", paper=Paper(title="Biên bản", sha256="a" * 64))


def test_an_unknown_cluster_is_unknown(department: Department, cluster: Cluster) -> None:
    cluster.id = uuid4()

    with refused(department.log, NotFound, "unknown"):
        cluster.admits("Công an tỉnh")


def test_others_hear_of_everything(department: Department, cluster: Cluster) -> None:
    member = cluster.admits("Công an tỉnh")
    cluster.elects(2022, member)
    cluster.came_out(2022, member)
    cluster.ends(member, date(2022, 12, 20))

    assert names(department.log) == [
        "ClusterFormed",
        "MemberAdmitted",
        "HeadsElected",
        "ClusterResultRecorded",
        "MembershipEnded",
    ]
