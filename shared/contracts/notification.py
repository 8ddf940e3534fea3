"""Notification (thông báo): letters to those concerned, and reminders to those who owe."""

from datetime import date
from uuid import UUID

from shared.contracts.base import BOARD_ROLES, READING_ROLES, Role, StatusContract, promise
from shared.messages import Message, Request


class CountLetters(Request):
    """How many letters there are."""


class LetterCount(Message):
    template: str
    state: str
    count: int


class LetterCounts(Message):
    """Letters by template and state.

    ``unresolved``: events about which a letter is still to be written. ``reminded_through``: the last day whose
    reminders are written. ``disclosures``: how often names and addresses were asked for.
    """

    counts: tuple[LetterCount, ...]
    unresolved: int
    reminded_through: date | None
    disclosures: int


class RemindersOf(Request):
    campaign_id: UUID


class Reminder(Message):
    unit_id: UUID
    kind: str
    sent_for: date
    due_on: date


class ReminderList(Message):
    reminders: tuple[Reminder, ...]


class NotificationApi(StatusContract):
    """Notification's promises."""

    name = "notification"

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def count_letters(self, request: CountLetters) -> LetterCounts:
        """How many letters were written and sent, and up to which day reminders are."""

    @promise(*BOARD_ROLES, Role.OPERATOR, *READING_ROLES)
    def list_reminders(self, request: RemindersOf) -> ReminderList:
        """Which unit was reminded of what, when."""
