"""Notification (thông báo): letters to those concerned, and reminders to those who owe; it decides nothing."""
