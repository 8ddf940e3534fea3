"""What a process is told from outside: environment variables, read once, by one class."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self


def _setting(about: str, default: Any) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Settings:
    """The settings of every service; each is the variable ``VINHDANH_`` and its name in capitals."""

    database_url: str = _setting("PostgreSQL, as a URL", "")
    amqp_uri: str = _setting("RabbitMQ, as one URI", "")
    smtp_url: str = _setting("mail server, smtp://[user:password@]host:port", "")
    portal_url: str = _setting("address of the public portal, as printed in letters", "")
    mode: str = _setting("sandbox or production; must equal what the database was born as", "sandbox")
    keys: str = _setting("folder of the private keys and the master key", ".vinhdanh/keys")
    host: str = _setting("address on which the ops port and the portal listen", "127.0.0.1")
    ops_port: int = _setting("port of /livez, /readyz and /metrics", 0)
    portal_port: int = _setting("port of the portal (reporting only)", 0)
    log_level: str = _setting("debug, info, warning or error", "info")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; an empty variable counts as absent."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            if value := environment.get("VINHDANH_" + setting.name.upper()):
                values[setting.name] = int(value) if setting.type is int else value
        return cls(**values)

    @property
    def keys_folder(self) -> Path:
        """Where the private keys lie."""
        return Path(self.keys)
