"""Where this deployment is: its state folder, its addresses, its keys, and a client that asks its services."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import click

from deploy.local.memory import StackError
from deploy.local.stack import Stack
from shared.contracts.base import Role
from shared.messages import Json
from shared.principals import Issuer
from shared.settings import Settings
from shared.wire.calling import RpcClient, rpc_client

TOKEN_LIFE = 3600  # seconds


def state_folder() -> Path:
    """``VINHDANH_STATE``, else ``.vinhdanh`` in the current folder."""
    return Path(os.environ.get("VINHDANH_STATE") or ".vinhdanh").resolve()


def stack() -> Stack:
    """The private servers and services of this folder."""
    return Stack(state_folder())


def settings() -> Settings:
    """The settings of the environment, completed by what runs in this folder."""
    found = Settings.read()
    try:
        addresses = stack().addresses()
    except StackError:
        addresses = {}
    return replace(
        found,
        database_url=found.database_url or addresses.get("database_url", ""),
        amqp_uri=found.amqp_uri or addresses.get("amqp_uri", ""),
        smtp_url=found.smtp_url or addresses.get("smtp_url", ""),
        portal_url=found.portal_url or addresses.get("portal_url", ""),
        keys=found.keys if "VINHDANH_KEYS" in os.environ else str(state_folder() / "keys"),
    )


def connected() -> Settings:
    """The settings, or a sentence that says what to do when nothing runs."""
    found = settings()
    if not found.database_url or not found.amqp_uri:
        raise click.ClickException("Chưa có gì chạy ở đây; hãy chạy 'vinhdanh up' (nothing runs: 'vinhdanh up').")
    return found


def operator_token(found: Settings) -> str:
    """A token of the operator of this machine, whose key lies in the keys folder."""
    return Issuer.from_file(found.keys_folder / "operator.pem").token("operator", Role.OPERATOR, seconds=TOKEN_LIFE)


def sandbox_token(
    found: Settings, role: Role, name: str = "", unit_id: UUID | None = None, person_id: UUID | None = None
) -> str:
    """A token for anybody, in a sandbox only."""
    if role is Role.OPERATOR:
        return operator_token(found)
    path = found.keys_folder / "sandbox.pem"
    if found.mode != "sandbox" or not path.exists():
        raise click.ClickException("Chỉ môi trường minh họa mới cấp thẻ thử; hãy dùng 'vinhdanh account add'.")
    return Issuer.from_file(path).token(name or role.value, role, seconds=TOKEN_LIFE, unit=unit_id, person=person_id)


@contextmanager
def asking(found: Settings) -> Iterator[RpcClient]:
    """A client of the services."""
    with rpc_client(found.amqp_uri) as client:
        yield client


def ask_as_operator(found: Settings, client: RpcClient, service: str, method: str, data: Json) -> Json:
    """Ask as the operator of this machine."""
    return client.call(service, method, data, operator_token(found))
