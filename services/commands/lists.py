"""Lists of people as workbooks: into the register after a check, and out of it."""

import base64
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from rich.console import Console
from rich.table import Table

from services.commands import place
from services.commands.asking import as_role, refused, signed
from shared.errors import Refusal
from shared.messages import Json
from shared.wire.calling import rpc_client

WITHIN = 300  # seconds, for a list of thousands
SHOWN = 50  # errors and changes; the rest is counted
FIELDS = {
    "name": "họ tên",
    "birth": "ngày sinh",
    "gender": "giới tính",
    "email": "thư điện tử",
    "external_code": "mã cán bộ",
    "identity_number": "số định danh",
    "position": "chức vụ",
    "position_class": "nhóm chức vụ",
    "staff_kind": "loại",
    "front_line": "trực tiếp",
    "recruited_on": "ngày tuyển dụng",
    "unit": "đơn vị",
}
of_unit = click.option("--unit", "unit_code", default="", help="code of a unit")
with_token = click.option("--token", "given", default="", envvar="VINHDANH_TOKEN", help="a token, instead of --as")


class Registration:
    """Registration, asked as somebody; a refusal ends the command."""

    def __init__(self, client: Any, token: str | None) -> None:
        self._client = client
        self._token = token

    def __call__(self, method: str, **data: Any) -> Json:
        try:
            answer: Json = self._client.call("registration", method, data, self._token)
        except Refusal as refusal:
            refused(refusal)
        except (TimeoutError, ConnectionError) as error:
            raise click.ClickException(str(error)) from None
        return answer

    def unit(self, code: str) -> str | None:
        """The id of the unit of that code, if there is one."""
        return str(self("find_unit", code=code)["unit_id"]) if code else None


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@of_unit
@click.option("--yes", is_flag=True, help="write without asking")
@click.option("--effective-on", default=None, help="the day from which it counts, YYYY-MM-DD; today if not given")
@as_role
@with_token
def import_people(
    file: Path, unit_code: str, yes: bool, effective_on: str | None, role: str | None, given: str
) -> None:
    """Check FILE (xlsx), a list of people; show what is wrong by row and column, and write it once that is confirmed.

    Rows that name no unit are of --unit; as clerk or head, all rows are. Without --yes nothing is written before it
    is asked.
    """
    found = place.connected()
    with rpc_client(found.amqp_uri, WITHIN) as client:
        registration = Registration(client, signed(found, client, role or "office", unit_code, given=given))
        data = {"file": base64.b64encode(file.read_bytes()).decode(), "unit_id": registration.unit(unit_code)}
        checked = registration("check_people", **data)
        _show(checked)
        right = checked["added"] + checked["changed"]
        if not right:
            click.echo("Không có gì để ghi nhận.")
            return
        if not yes and not click.confirm(f"Ghi nhận {right} dòng?"):
            click.echo("Chưa ghi nhận gì.")
            return
        done = registration(
            "import_people",
            **data,
            request_id=str(uuid4()),
            report_digest=checked["digest"],
            effective_on=effective_on,
        )
        click.echo(f"Đã ghi nhận: thêm {done['added']}, thay đổi {done['changed']}, giữ nguyên {done['unchanged']}.")


def _show(checked: Json) -> None:
    click.echo(
        f"{checked['total']} dòng có tên: thêm {checked['added']}, thay đổi {checked['changed']},"
        f" giữ nguyên {checked['unchanged']}, lỗi {len(checked['errors'])}."
    )
    changes = [(one["sheet"], one["row"], ", ".join(map(_field, one["fields"]))) for one in checked["changes"]]
    _table(("trang", "dòng", "thay đổi"), changes)
    errors = [(one["sheet"], one["row"], one["column"], one["header"], one["message"]) for one in checked["errors"]]
    _table(("trang", "dòng", "cột", "tiêu đề", "lỗi"), errors)


def _field(name: str) -> str:
    return FIELDS.get(name, name)


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    table = Table(*columns)
    for row in rows[:SHOWN]:
        table.add_row(*map(str, row))
    Console().print(table)
    if len(rows) > SHOWN:
        click.echo(f"… và {len(rows) - SHOWN} dòng nữa.")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_unit
@click.option("--on", default=None, help="the day whose people are listed, YYYY-MM-DD; today if not given")
@click.option("--purpose", required=True, help="what for; it is recorded")
@as_role
@with_token
def export_people(file: Path, unit_code: str, on: str | None, purpose: str, role: str | None, given: str) -> None:
    """Write the people of --unit and all under it, or all people, to FILE (xlsx): it can be imported again."""
    found = place.connected()
    with rpc_client(found.amqp_uri, WITHIN) as client:
        registration = Registration(client, signed(found, client, role or "office", given=given))
        answer = registration(
            "export_people",
            request_id=str(uuid4()),
            disclosure_id=str(uuid4()),
            unit_id=registration.unit(unit_code),
            on=on,
            purpose=purpose,
        )
    file.touch(mode=0o600)
    file.write_bytes(base64.b64decode(answer["file"]))
    click.echo(f"{answer['rows']} người: {file}")


COMMANDS = [import_people, export_people]
