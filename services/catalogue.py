"""The services there are: their contracts, folders, logs and classes, by name."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.base import Contract
from shared.contracts.nomination import NominationApi
from shared.contracts.notification import NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.reporting import ReportingApi

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """One service."""

    contract: type[Contract]

    @property
    def name(self) -> str:
        """Its name on the wire."""
        return self.contract.name

    @property
    def folder(self) -> Path:
        """Where its code, schema and migrations are."""
        return ROOT / self.name

    @property
    def has_log(self) -> bool:
        """Whether it decides and records."""
        return hasattr(self.contract, "events_after")

    def module(self) -> Any:
        """Its ``service.py``, imported when it is needed."""
        return importlib.import_module(f"services.{self.name}.service")

    def service(self) -> type[Any]:
        """Its nameko class."""
        found: type[Any] = getattr(self.module(), f"{self.name.capitalize()}Service")
        return found


SERVICES: dict[str, Entry] = {
    contract.name: Entry(contract) for contract in (RegistrationApi, NominationApi, ReportingApi, NotificationApi)
}
