"""Decode a stranger's picture and draw it anew: upright, in sRGB, small, with nothing but its pixels.

Imports nothing of the application, because the worker runs this file alone in a process of its own (see
sandbox.py) and a bare start costs a tenth of a second where the whole application costs one.
Run as a script: picture on standard input, its format as the only argument, answer on standard output.
"""

import base64
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

# The widths in pixels that pages ask for; a picture is never enlarged to reach one.
WIDTHS = (320, 640, 960, 1600)
# Because WebP cannot be taller than 16383 and a strip of a picture would be all height.
MAX_HEIGHT = 3200
MAX_PLACEHOLDER_BYTES = 200
MEMORY_BYTES = 1024**3
CPU_SECONDS = 20

_READERS: dict[str, Callable[[BytesIO], Image.Image]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = {
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Size:
    """One WebP file of the picture, and its size in pixels."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Sizes:
    """The upright picture's width and height in pixels, its placeholder (a data URI) and its files, smallest first."""

    width: int
    height: int
    placeholder: str
    files: tuple[Size, ...]


def widths_for(width: int, height: int) -> tuple[int, ...]:
    """The widths made of an upright picture of this size: those of `WIDTHS` it reaches, and its own if smaller."""
    largest = max(1, min(width, WIDTHS[-1], MAX_HEIGHT * width // height))
    return (*(each for each in WIDTHS if each < largest), largest)


def draw(data: bytes, kind: str) -> Sizes:
    """Make all sizes of a picture of this kind; any exception means that it cannot be read.

    Only the first frame of an animation and the first picture of a phone's several are drawn. What is see-through
    becomes white, because what hides under full transparency must not travel along.
    """
    image = _READERS[kind](BytesIO(data))
    turn = _turn_of(image)
    width, height = image.size[::-1] if turn in _LYING else image.size
    widths = widths_for(width, height)
    whole = _upright(image, turn, _size_at(widths[-1], width, height))
    files = []
    for each in reversed(widths):
        whole = whole.resize(_size_at(each, width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        files.append(Size(*whole.size, _webp(whole, 78)))
    return Sizes(width, height, _placeholder(whole), tuple(reversed(files)))


def _size_at(width: int, full_width: int, full_height: int) -> tuple[int, int]:
    return width, max(1, min(MAX_HEIGHT, round(full_height * width / full_width)))


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    try:
        value = image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001 because a broken note beside the picture does not make it unreadable
        return None
    return _TURNS.get(value) if isinstance(value, int) else None


def _upright(image: Image.Image, turn: Image.Transpose | None, target: tuple[int, int]) -> Image.Image:
    """The picture in plain sRGB, turned, at the target size, and emptied of every note it came with."""
    stored = target[::-1] if turn in _LYING else target
    image.draft(None, stored)
    image.load()
    profile = image.info.get("icc_profile")
    image = _shrunk(_plain(image), stored)
    image = image.transpose(turn) if turn is not None else image
    image = _in_srgb(_on_white(image), profile)
    image.info.clear()
    return image


def _plain(image: Image.Image) -> Image.Image:
    """The picture in one of the modes L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in ("1", "L", "LA") else "RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _shrunk(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    # Because averaging whole blocks first is several times cheaper, and twice the target is enough to hide it.
    factor = min(image.width // target[0], image.height // target[1]) // 2
    if factor > 1:
        image = image.reduce(factor)
    return image.resize(target, Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA"):
        return image
    bare = image.mode[:-1]
    paper = Image.new(bare, image.size, "white")
    paper.paste(image.convert(bare), mask=image.getchannel("A"))
    return paper


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        from PIL import ImageCms

        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return turned or image.convert("RGB")
        except (OSError, ValueError, ImageCms.PyCMSError):
            pass  # because a profile that does not fit its picture is worth less than the picture
    return image.convert("RGB")


def _webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    # Because the slower methods save 3 % of the bytes for twice the processor time.
    image.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()


def _placeholder(image: Image.Image) -> str:
    """A data URI of at most `MAX_PLACEHOLDER_BYTES` that hints at the picture until it has arrived."""
    text = ""
    for side in (16, 12, 8, 4, 1):
        tiny = image.copy()
        tiny.thumbnail((side, side))
        text = "data:image/webp;base64," + base64.b64encode(_webp(tiny, 30)).decode()
        if len(text) <= MAX_PLACEHOLDER_BYTES:
            break
    return text


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Answer with one line of JSON and, where the picture was read, its files behind it."""
    _limit()
    try:
        sizes = draw(sys.stdin.buffer.read(), sys.argv[1])
    except MemoryError:
        sys.stdout.buffer.write(b'{"refused": "memory"}\n')
        return
    except Exception as damage:  # noqa: BLE001 because decoders fail in as many ways as there are files
        sys.stdout.buffer.write(json.dumps({"refused": type(damage).__name__}).encode() + b"\n")
        return
    files = [[each.width, each.height, len(each.data)] for each in sizes.files]
    head = {"width": sizes.width, "height": sizes.height, "placeholder": sizes.placeholder, "files": files}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(each.data for each in sizes.files))


if __name__ == "__main__":
    main()
