"""The days on which a unit is reminded."""

from datetime import date, timedelta

import pytest

from services.notification.reminders import is_reminded

DUE = date(2022, 6, 30)


@pytest.mark.parametrize(
    ("today", "reminded"),
    [
        (date(2022, 6, 14), False),  # T-16
        (date(2022, 6, 15), True),  # T-15
        (date(2022, 6, 16), False),
        (date(2022, 6, 22), False),
        (date(2022, 6, 23), True),  # T-7
        (date(2022, 6, 27), True),  # T-3
        (date(2022, 6, 29), False),  # T-1
        (date(2022, 6, 30), True),  # T-0
        (date(2022, 7, 1), True),  # overdue
        (date(2022, 7, 2), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),  # another year
    ],
)
def test_the_days_of_reminding(today: date, reminded: bool) -> None:
    assert is_reminded(DUE, today) is reminded


def test_before_the_due_date_there_are_four_reminders() -> None:
    days = [DUE - timedelta(days=left) for left in range(200, -1, -1)]

    assert [(DUE - day).days for day in days if is_reminded(DUE, day)] == [15, 7, 3, 0]
