"""Changing reports of surplus, from the first photo to the workshop's shelf."""

from app.intake.actions.change import ReportMovedOn
from app.intake.actions.lines import MOST_THINGS, TooFewLines, TooManyThings, describe_lines, merge_lines, split_line
from app.intake.actions.photos import MOST_PHOTOS, TooManyPhotos, add_report_photo, remove_line, remove_report_photo
from app.intake.actions.report import (
    NothingToSee,
    NoWorkplace,
    answer_question,
    describe_report,
    describe_room,
    discard_report,
    locate_report,
    send_report,
    start_report,
    withdraw_report,
)
from app.intake.actions.review import (
    accept_report,
    ask_reporter,
    close_report_as_received,
    count_line,
    decline_report,
)

__all__ = [
    "MOST_PHOTOS",
    "MOST_THINGS",
    "NoWorkplace",
    "NothingToSee",
    "ReportMovedOn",
    "TooFewLines",
    "TooManyPhotos",
    "TooManyThings",
    "accept_report",
    "add_report_photo",
    "answer_question",
    "ask_reporter",
    "close_report_as_received",
    "count_line",
    "decline_report",
    "describe_lines",
    "describe_report",
    "describe_room",
    "discard_report",
    "locate_report",
    "merge_lines",
    "remove_line",
    "remove_report_photo",
    "send_report",
    "split_line",
    "start_report",
    "withdraw_report",
]
