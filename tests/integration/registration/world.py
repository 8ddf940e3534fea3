"""The department of the stories, recorded in PostgreSQL and asked through registration's own tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from eventsourcing.persistence import IntegrityError

import services.registration
from services.registration.application import RegistrationLog
from services.registration.projection import project_own
from shared.clock import ReadClock
from shared.contracts.base import Role
from shared.database import Database, eventsourcing_env
from shared.eventlog import Tools
from shared.following import OwnFollower, lags
from shared.messages import Message, Request
from shared.migration import migrate, migrate_log
from shared.principals import Principal
from shared.sealing import DatabaseKeys, Sealer
from tests.unit.registration.department import Awards, Department

FOLDER = Path(services.registration.__file__).parent
ASKING = Principal("van-phong", Role.OFFICE)
A = TypeVar("A", bound=Message)


class Register(Department):
    """A department whose steps are recorded in a database; questions first read on to the end of the log."""

    def __init__(self, url: str) -> None:
        super().__init__()
        migrate(url, "registration", FOLDER, "sandbox")
        self.database = Database(url, "registration")
        sealer = Sealer(bytes(32), DatabaseKeys(self.database))
        tools = Tools(clock=ReadClock(self.today.now), sealer=sealer)
        self.log = RegistrationLog(eventsourcing_env(url, "registration"), tools, Awards())
        migrate_log(url, "registration", self.log)

    def catches_up(self) -> None:
        """All that was recorded stands in the tables."""
        OwnFollower(self.database, self.log, project_own).catch_up()
        assert [one.failures for one in lags(self.database)] == [0]

    def asks(self, query: Callable[..., A], request: Request, who: Principal = ASKING) -> A:
        """The answer of a query to a request."""
        self.catches_up()
        with self.database.transaction() as sql:
            return query(request, who, sql)

    def rows(self, table: str) -> list[Any]:
        """The rows of a table."""
        self.catches_up()
        with self.database.transaction() as sql:
            return sorted(sql.execute(f"SELECT * FROM {table}".encode()).fetchall(), key=str)

    def close(self) -> None:
        """Let the database go."""
        self.log.close()
        self.database.close()


class Meanwhile(RegistrationLog):
    """A log in which something else is committed between a decision and its commit, once."""

    name = RegistrationLog.name
    meanwhile: Callable[[], Any] | None = None

    def save(self, *objects: Any, **more: Any) -> Any:
        first, self.meanwhile = self.meanwhile, None
        if first:
            first()
        return super().save(*objects, **more)


class Second(Register):
    """Another process of the same service on the same database."""

    def __init__(self, first: Register) -> None:
        self.today = first.today
        self.database = first.database
        tools = Tools(clock=ReadClock(first.today.now), sealer=first.log.sealer)
        self.log: Meanwhile = Meanwhile(eventsourcing_env(first.database.url, "registration"), tools, Awards())

    def loses(self, step: Callable[[], Any], meanwhile: Callable[[], Any]) -> None:
        """The other one's commit comes first, and this one's fails whole: the border then begins anew."""
        self.log.meanwhile = meanwhile
        with pytest.raises(IntegrityError):
            step()

    def close(self) -> None:
        """Let the log go; the database is the first one's."""
        self.log.close()
