"""Asking: tokens, calls, and the contract."""

import json
from typing import NoReturn
from uuid import uuid4

import click

from services.catalogue import SERVICES
from services.commands import place
from services.contract import as_data, as_text
from shared.contracts.base import Role
from shared.errors import Refusal
from shared.messages import Json
from shared.settings import Settings
from shared.wire.calling import RpcClient

REFUSED = 3  # exit status

as_role = click.option("--as", "role", type=click.Choice([role.value for role in Role]), help="the role to ask in")
of_unit = click.option("--unit", default="", help="code of the unit one speaks for")
of_person = click.option("--person", default="", help="the other system's code of the person one is")


@click.command()
@as_role
@of_unit
@of_person
def token(role: str | None, unit: str, person: str) -> None:
    """Issue a token in a sandbox."""
    if role is None:
        raise click.ClickException("Cần --as VAI_TRÒ.")
    found = place.connected()
    with place.asking(found) as client:
        click.echo(signed(found, client, role, unit, person))


def signed(
    found: Settings, client: RpcClient, role: str | None, unit: str = "", person: str = "", given: str = ""
) -> str | None:
    """The token that was given, else in a sandbox one of that role; none without a role."""
    if given or not role:
        return given or None
    unit_id = person_id = None
    try:
        if unit:
            unit_id = place.ask_as_operator(found, client, "registration", "find_unit", {"code": unit})["unit_id"]
        if person:
            known = place.ask_as_operator(found, client, "registration", "find_person", {"external_code": person})
            person_id = known["person_id"]
            unit_id = unit_id or known["unit_id"]
    except Refusal as refusal:
        refused(refusal)
    name = ":".join(part for part in (role, unit or person) if part)
    return place.sandbox_token(found, Role(role), name, unit_id, person_id)


@click.command()
@click.argument("method")
@click.argument("data", default="{}")
@as_role
@of_unit
@of_person
@click.option("--token", "given", default="", envvar="VINHDANH_TOKEN", help="a token, instead of --as")
def call(method: str, data: str, role: str | None, unit: str, person: str, given: str) -> None:
    """Call METHOD (nomination.submit) with DATA (JSON) and print the answer; a refusal ends with status 3."""
    service, _, name = method.partition(".")
    try:
        request: Json = json.loads(data)
    except ValueError:
        raise click.ClickException("DATA phải là JSON.") from None
    found = place.connected()
    with place.asking(found) as client:
        token = signed(found, client, role, unit, person, given)
        entry = SERVICES.get(service)
        if entry is None:
            raise click.ClickException(f"Không có dịch vụ '{service}'.")
        if isinstance(request, dict) and _changes(service, name):
            request.setdefault("request_id", str(uuid4()))
        try:
            click.echo(json.dumps(client.call(service, name, request, token), ensure_ascii=False, indent=2))
        except Refusal as refusal:
            refused(refusal)
        except (TimeoutError, ConnectionError) as error:
            raise click.ClickException(str(error)) from None


def _changes(service: str, name: str) -> bool:
    return any(one.name == name and one.changes for one in SERVICES[service].contract.promises())


def refused(refusal: Refusal) -> NoReturn:
    """Print a refusal and end with its own exit status."""
    click.echo(json.dumps(json.loads(str(refusal)), ensure_ascii=False, indent=2))
    raise SystemExit(REFUSED)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="for programs")
def contract(as_json: bool) -> None:
    """Print every method, field, refusal and event, from the code."""
    contracts = [entry.contract for entry in SERVICES.values()]
    click.echo(json.dumps(as_data(contracts), ensure_ascii=False, indent=2) if as_json else as_text(contracts))


COMMANDS = [token, call, contract]
