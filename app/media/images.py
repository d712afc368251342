"""Accept a picture or refuse it with one sentence, and make the sizes that pages show."""

from dataclasses import dataclass

from app.core.errors import DomainError
from app.core.i18n import _
from app.media.containers import Damaged, Format, format_of, is_heic, read_container
from app.media.pixels import WIDTHS, Size, Sizes, draw, widths_for

__all__ = ["WIDTHS", "Size", "Sizes", "inspect", "make_sizes", "widths_for"]

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000


class PictureRefused(DomainError):
    """Every refusal of a picture; a subclass says which."""

    status = 422
    message = _("We could not work with the picture. Take a new one or choose another.")


class NotAPicture(PictureRefused):
    """By its content the file is none of the formats we take."""

    status = 415
    message = _("We cannot read the file. Choose a picture (jpg, png or webp).")


class HeicPicture(PictureRefused):
    """An iPhone's own format, sent as it is."""

    status = 415
    message = _(
        "The picture is in the HEIC format, which we cannot read. Take it here with the camera, or save it as jpg."
    )


class TooManyBytes(PictureRefused):
    """The file is larger than `MAX_BYTES`."""

    status = 413
    message = _("The picture takes up too much. It may take up at most 25 MB.")


class TooManyPixels(PictureRefused):
    """Over all its frames the picture has more than `MAX_PIXELS`."""

    status = 413
    message = _("The picture is too large. It may have at most 50 megapixels.")


class BrokenPicture(PictureRefused):
    """The file begins like a picture but is damaged or ends too early."""

    message = _("The picture is damaged or did not arrive whole. Send it again or take a new one.")


@dataclass(frozen=True)
class Inspected:
    """What a picture is by its content; width and height in pixels as stored, before it is turned upright."""

    format: Format
    width: int
    height: int


def inspect(data: bytes) -> Inspected:
    """Say what picture this is, in milliseconds and without decoding it; or refuse with a `PictureRefused`."""
    if len(data) > MAX_BYTES:
        raise TooManyBytes
    if not data:
        raise BrokenPicture
    if is_heic(data):
        raise HeicPicture
    kind = format_of(data)
    if kind is None:
        raise NotAPicture
    try:
        found = read_container(data, kind)
    except Damaged as damage:
        raise BrokenPicture from damage
    if found.width * found.height * found.frames > MAX_PIXELS:
        raise TooManyPixels
    return Inspected(found.format, found.width, found.height)


def make_sizes(data: bytes) -> Sizes:
    """Make the sizes here, in this process: for pictures of our own. A stranger's go through `make_sizes_apart`."""
    found = inspect(data)
    try:
        return draw(data, found.format)
    except Exception as damage:  # because decoders fail in as many ways as there are files, and all mean the same
        raise BrokenPicture from damage
