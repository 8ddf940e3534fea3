"""Recorded events of clusters and signatories onto registration's tables."""

import json

from services.registration.domain.clusters import Cluster
from services.registration.domain.signatories import Signatory
from services.registration.projection.own import project_own
from shared.database import Sql
from shared.sealing import Open


@project_own.register
def cluster_formed(recorded: Cluster.Formed, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO cluster VALUES (%s, %s, %s)", [recorded.originator_id, recorded.name, recorded.effective_on]
    )


@project_own.register
def member_admitted(recorded: Cluster.MemberAdmitted, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO cluster_member VALUES (%s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.member_id,
            recorded.name,
            recorded.mailbox,
            recorded.unit_id,
            recorded.effective_on,
        ],
    )


@project_own.register
def membership_ended(recorded: Cluster.MembershipEnded, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "UPDATE cluster_member SET ended_on = %s WHERE cluster_id = %s AND id = %s",
        [recorded.effective_on, recorded.originator_id, recorded.member_id],
    )


@project_own.register
def heads_elected(recorded: Cluster.HeadsElected, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO cluster_head VALUES (%s, %s, %s, %s) ON CONFLICT (cluster_id, year)"
        " DO UPDATE SET head_id = excluded.head_id, deputy_ids = excluded.deputy_ids",
        [recorded.originator_id, recorded.year, recorded.head_id, recorded.deputy_ids],
    )


@project_own.register
def result_recorded(recorded: Cluster.ResultRecorded, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO cluster_result VALUES (%s, %s, %s::jsonb)",
        [recorded.originator_id, recorded.year, json.dumps(recorded.lines, default=str)],
    )


@project_own.register
def signatory_appointed(recorded: Signatory.Appointed, sql: Sql, open_sealed: Open) -> None:
    sql.execute(
        "INSERT INTO signatory VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            recorded.originator_id,
            recorded.person_id,
            recorded.capacity,
            recorded.form,
            recorded.valid_from,
            recorded.valid_until,
            recorded.delegated_by,
            recorded.basis,
        ],
    )


@project_own.register
def signatory_ended(recorded: Signatory.Ended, sql: Sql, open_sealed: Open) -> None:
    sql.execute("UPDATE signatory SET valid_until = %s WHERE id = %s", [recorded.last_day, recorded.originator_id])
