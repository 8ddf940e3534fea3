"""Every story of nomination starts with an empty log."""

import pytest

from tests.unit.nomination.season import Season


@pytest.fixture
def season() -> Season:
    """A season in which nothing has happened yet."""
    return Season()
