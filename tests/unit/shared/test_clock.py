"""Business time: Vietnam's day, and dates as Vietnamese documents print them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.clock import VIETNAM, MachineClock, ReadClock, shown


def test_the_day_in_vietnam_begins_seven_hours_earlier() -> None:
    evening = datetime(2022, 6, 30, 17, 0, tzinfo=UTC)

    assert ReadClock(lambda: evening).today() == date(2022, 7, 1)
    assert ReadClock(lambda: evening - timedelta(seconds=1)).today() == date(2022, 6, 30)
    assert ReadClock(lambda: evening).now().isoformat() == "2022-07-01T00:00:00+07:00"


def test_a_clock_that_is_read_is_read_each_time_anew() -> None:
    moments = iter([datetime(2022, 1, 3, tzinfo=UTC), datetime(2022, 1, 4, tzinfo=UTC)])
    clock = ReadClock(lambda: next(moments))

    assert (clock.today(), clock.today()) == (date(2022, 1, 3), date(2022, 1, 4))


def test_the_machines_clock_has_vietnams_offset() -> None:
    before = datetime.now(UTC)
    now = MachineClock().now()

    assert (now.tzinfo, now.utcoffset()) == (VIETNAM, timedelta(hours=7))
    assert before <= now <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2022, 7, 5), "05/7/2022"),
        (date(2022, 1, 20), "20/01/2022"),
        (date(2022, 2, 9), "09/02/2022"),
        (date(2022, 3, 31), "31/3/2022"),
        (date(2022, 12, 10), "10/12/2022"),
    ],
)
def test_days_below_ten_and_the_first_two_months_are_padded(day: date, printed: str) -> None:
    assert shown(day) == printed
