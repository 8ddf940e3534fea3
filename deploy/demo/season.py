"""Plays the year: every step at its moment, through the services' requests, as another system would."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from deploy.demo.awarding import Awarding
from deploy.demo.calls import OPERATOR, Calls, Issue, Unsettled
from deploy.demo.cast import Cast
from deploy.demo.deciding import Deciding
from deploy.demo.duties import Duties
from deploy.demo.opening import Opening
from deploy.demo.screen import Screen
from deploy.demo.steps import Part, Stage, Step
from deploy.demo.year import Year
from shared.contracts.base import StatusQuery
from shared.contracts.registration import RegistrationApi
from shared.errors import Refusal


def play(
    amqp_uri: str,
    issue: Issue,
    advance: Callable[[datetime], object],
    screen: Screen | None = None,
    year: Year | None = None,
) -> None:
    """Play the year from where it stands; what was played before is answered again and changes nothing.

    ``advance`` moves the sandbox's clock and returns when every worker has it; it is never asked to set it back.

    :raises Unsettled: at which step a service refuses what the data expects to be accepted, or does not answer.
    """
    screen, year = screen or Screen(), year or Year.read()
    with Calls(amqp_uri, issue) as calls:
        steps = steps_of(year, calls, screen)
        now = calls.by(OPERATOR, RegistrationApi).status(StatusQuery()).clock
        with screen.progress(len(steps)):
            for step in steps:
                if step.at > now:
                    advance(step.at)
                    now = step.at
                screen.begin(step.at, step.about)
                try:
                    step.play()
                except (Refusal, TimeoutError, Unsettled) as error:
                    said = f"{error.code}: {error.message}" if isinstance(error, Refusal) else str(error)
                    raise Unsettled(f"{step.about} ({step.at:%d/%m/%Y}): {said}") from error
                screen.end()
        screen.say(f"Đã diễn xong: {calls.carried_out} yêu cầu mới, {calls.replayed} yêu cầu lặp lại.")


def steps_of(year: Year, calls: Calls, screen: Screen) -> list[Step]:
    """The whole year in calendar order."""
    stage = Stage(year, calls, Cast(year), screen)
    parts: tuple[Part, ...] = (Opening(stage), Duties(stage), Awarding(stage), Deciding(stage))
    return sorted(chain.from_iterable(part.steps() for part in parts), key=lambda step: step.at)
