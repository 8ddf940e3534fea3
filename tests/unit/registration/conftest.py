"""Every story of registration starts with an empty register."""

import pytest

from tests.unit.registration.department import Department


@pytest.fixture
def department() -> Department:
    """A department of which nothing is recorded yet."""
    return Department()
