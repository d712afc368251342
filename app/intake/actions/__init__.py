"""Changing reports of surplus, from the first photo to the workshop's shelf."""

from app.intake.actions.change import ReportMovedOn
from app.intake.actions.photos import MOST_PHOTOS, TooManyPhotos, add_report_photo, remove_report_photo
from app.intake.actions.report import (
    NothingToSee,
    NoWorkplace,
    answer_question,
    describe_report,
    discard_report,
    locate_report,
    send_report,
    start_report,
    withdraw_report,
)
from app.intake.actions.review import accept_report, ask_reporter, close_report_as_received, decline_report

__all__ = [
    "MOST_PHOTOS",
    "NoWorkplace",
    "NothingToSee",
    "ReportMovedOn",
    "TooManyPhotos",
    "accept_report",
    "add_report_photo",
    "answer_question",
    "ask_reporter",
    "close_report_as_received",
    "decline_report",
    "describe_report",
    "discard_report",
    "locate_report",
    "remove_report_photo",
    "send_report",
    "start_report",
    "withdraw_report",
]
