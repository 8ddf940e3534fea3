"""What a service is built from: once per container, from the settings."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

from nameko.extensions import DependencyProvider

from shared.clock import Clock, MachineClock, ReadClock
from shared.database import Database, eventsourcing_env, sandbox_now
from shared.eventlog import Tools
from shared.principals import DatabaseTrust, Issuer, Principals
from shared.requests import Requests
from shared.sealing import DatabaseKeys, Sealer
from shared.settings import Settings

SETTINGS = "VINHDANH"  # the key of our settings in nameko's configuration

T = TypeVar("T")


class Parts:
    """The settings, database, clock, keys and trust of one service."""

    def __init__(self, settings: Settings, service: str) -> None:
        self.settings = settings
        self.service = service
        self.database = Database(settings.database_url, service)

    @cached_property
    def clock(self) -> Clock:
        """Business time."""
        if self.settings.mode == "sandbox":
            return ReadClock(lambda: sandbox_now(self.database))
        return MachineClock()

    @cached_property
    def sealer(self) -> Sealer:
        """Seals under keys of this service, wrapped by the master key."""
        master = bytes.fromhex((self.settings.keys_folder / "master.key").read_text().strip())
        return Sealer(master, DatabaseKeys(self.database))

    @cached_property
    def issuer(self) -> Issuer:
        """The service's own key, with which it calls others as itself."""
        return Issuer.from_file(self.settings.keys_folder / f"{self.service}.pem")

    @cached_property
    def principals(self) -> Principals:
        """Verifies who asks."""
        return Principals(DatabaseTrust(self.database), sandbox=self.settings.mode == "sandbox")

    @cached_property
    def requests(self) -> Requests:
        """The requests that were carried out."""
        return Requests(self.database)

    @property
    def tools(self) -> Tools:
        """What a log needs to decide."""
        return Tools(clock=self.clock, sealer=self.sealer)

    @property
    def log_env(self) -> dict[str, str]:
        """The settings of this service's log."""
        return eventsourcing_env(self.settings.database_url, self.service)


def parts_of(container: Any) -> Parts:
    """The parts of a container's service, built when they are first asked for."""
    if not hasattr(container, "vinhdanh_parts"):
        container.vinhdanh_parts = Parts(container.config[SETTINGS], container.service_name)
    return cast(Parts, container.vinhdanh_parts)


class _Provided(DependencyProvider):  # type: ignore[misc]
    def __init__(self, build: Callable[[Parts], Any]) -> None:
        self._build = build
        self._built: Any = None
        super().__init__()

    def setup(self) -> None:
        self._built = self._build(parts_of(self.container))

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self._built


def provide(build: Callable[[Parts], T]) -> T:
    """Declare what a service needs; it is built from the parts when the service starts."""
    return cast(T, _Provided(build))
