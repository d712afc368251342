"""What a picture file says about itself, read from its frame without decoding a single pixel.

Pure Python on purpose: the process that serves pages never runs a decoder on what strangers send.
Formats: JPEG ISO/IEC 10918-1 annex B, PNG W3C 2003 section 5, WebP RFC 9649.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})

# Because a file of nothing but tiny parts would keep a page waiting for seconds; real pictures have a few thousand.
MAX_PARTS = 100_000


class Format(StrEnum):
    """The kinds of picture we take; phone files of several pictures (MPO) are JPEG."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


@dataclass(frozen=True)
class Container:
    """Pixels across and down as stored (not turned upright), and how many frames of that size there are."""

    format: Format
    width: int
    height: int
    frames: int = 1


class Damaged(Exception):
    """The file begins like a picture and then does not hold together, or ends too early."""


def format_of(data: bytes) -> Format | None:
    """The kind of picture by its first bytes, or None; a file's name and stated type are never asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(PNG_SIGNATURE):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    return None


def is_heic(data: bytes) -> bool:
    """Whether this is a HEIC or HEIF file, as iPhones make them; AVIF shares the frame and is not."""
    if data[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(data[:4], "big"), 128)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    return bool(brands & HEIC_BRANDS) and not brands & AVIF_BRANDS


def read_container(data: bytes, kind: Format) -> Container:
    """Read size and frames; `Damaged` where the file does not hold together or is cut off."""
    try:
        found = _READERS[kind](data)
    except IndexError as cut_off:
        raise Damaged from cut_off
    if found.width < 1 or found.height < 1:
        raise Damaged
    return found


def _number(data: bytes, at: int, length: int, order: Literal["big", "little"] = "big") -> int:
    if at + length > len(data):
        raise Damaged
    return int.from_bytes(data[at : at + length], order)


def _jpeg(data: bytes) -> Container:
    size: tuple[int, int] | None = None
    at = 2
    for _part in range(MAX_PARTS):
        if data[at] != 0xFF:
            raise Damaged
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        if marker in (0xD8, 0xD9):
            raise Damaged
        length = _number(data, at, 2)
        if length < 2:
            raise Damaged
        if marker == 0xDA:
            return _finished_jpeg(data, at + length, size)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            # Because two sizes in one file are a trick to be measured by one and decoded by the other.
            if size is not None:
                raise Damaged
            size = _number(data, at + 5, 2), _number(data, at + 3, 2)
        at += length
    raise Damaged


def _finished_jpeg(data: bytes, scan: int, size: tuple[int, int] | None) -> Container:
    # Because 0xFF is stuffed inside a scan, the end mark behind it can only be the end of the picture.
    if size is None or data.find(b"\xff\xd9", scan) < 0:
        raise Damaged
    return Container(Format.JPEG, *size)


def _png(data: bytes) -> Container:
    if data[12:16] != b"IHDR" or _number(data, 8, 4) != 13:
        raise Damaged
    width, height = _number(data, 16, 4), _number(data, 20, 4)
    frames, at, has_pixels = 1, 33, False
    for _part in range(MAX_PARTS):
        length, name = _number(data, at, 4), data[at + 4 : at + 8]
        if name == b"IEND" and has_pixels:
            return Container(Format.PNG, width, height, frames)
        if name in (b"IHDR", b"IEND"):
            raise Damaged
        if name == b"acTL":
            frames = max(1, _number(data, at + 8, 4))
        has_pixels = has_pixels or name == b"IDAT"
        at += 12 + length
    raise Damaged


def _webp(data: bytes) -> Container:
    end = _number(data, 4, 4, "little") + 8
    if end > len(data):
        raise Damaged
    size: tuple[int, int] | None = None
    frames, at = 0, 12
    for _part in range(MAX_PARTS):
        if at + 8 > end:
            break
        name, length, body = data[at : at + 4], _number(data, at + 4, 4, "little"), at + 8
        if body + length > end:
            raise Damaged
        if name in _WEBP_SIZES:
            size = size or _WEBP_SIZES[name](data, body)
        frames += name in (b"VP8 ", b"VP8L", b"ANMF")
        at = body + length + length % 2
    if size is None or frames < 1:
        raise Damaged
    return Container(Format.WEBP, *size, frames)


def _canvas(data: bytes, at: int) -> tuple[int, int]:
    return _number(data, at + 4, 3, "little") + 1, _number(data, at + 7, 3, "little") + 1


def _lossy(data: bytes, at: int) -> tuple[int, int]:
    return _number(data, at + 6, 2, "little") & 0x3FFF, _number(data, at + 8, 2, "little") & 0x3FFF


def _lossless(data: bytes, at: int) -> tuple[int, int]:
    bits = _number(data, at + 1, 4, "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


_WEBP_SIZES = {b"VP8X": _canvas, b"VP8 ": _lossy, b"VP8L": _lossless}
_READERS = {Format.JPEG: _jpeg, Format.PNG: _png, Format.WEBP: _webp}
