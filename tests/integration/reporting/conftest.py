"""Reporting's tables in a real database, for each test."""

from collections.abc import Iterator

import pytest

from shared.database import Database
from shared.migration import migrate
from tests.integration.reporting.world import FOLDER, followers, nomination_log, registration_log


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of its own, as the service finds it."""
    migrate(database_url, "reporting", FOLDER, "sandbox")
    database = Database(database_url, "reporting")
    yield database
    database.close()


@pytest.fixture
def year(database: Database) -> Database:
    """The database with the whole year followed."""
    for follower, log in zip(followers(database), (registration_log(), nomination_log()), strict=True):
        follower.catch_up(log)
    return database
