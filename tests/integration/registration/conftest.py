"""Registration with its log and its tables in a real database, for each test."""

from collections.abc import Iterator

import pytest

from tests.integration.registration.world import Register, Second


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """A department of which nothing is recorded yet."""
    register = Register(database_url)
    yield register
    register.close()


@pytest.fixture
def second(register: Register) -> Iterator[Second]:
    """Another process on the same database."""
    second = Second(register)
    yield second
    second.close()
