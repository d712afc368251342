"""Pictures made for the tests, with everything planted in them that must not come through."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRETS = (b"CANARY-camera", b"CANARY-xmp", b"CANARY-comment", b"CANARY-text", b"<?php", b"<script>", b"CANARY-profile")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>CANARY-xmp</a></x:xmpmeta>'
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (40, 60, 200), (255, 255, 255)


def corners(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """A picture whose corners tell which way is up: red, green / blue, white."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Camera, orientation and a place in Copenhagen."""
    notes = Image.Exif()
    notes[0x010F] = "CANARY-camera"
    notes[0x0112] = orientation
    notes.get_ifd(0x8825).update({1: "N", 2: (55.0, 40.0, 34.0), 3: "E", 4: (12.0, 34.0, 6.0)})
    return notes


def profile(
    red: tuple[float, float, float], green: tuple[float, float, float], blue: tuple[float, float, float]
) -> bytes:
    """A small ICC v2 profile with these primaries (XYZ for D50) and gamma 2.2; its text is planted."""

    def fixed(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"CANARY-profile\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(79)
    parts = {
        b"desc": description + bytes(-len(description) % 4),
        b"wtpt": fixed(0.9642, 1.0, 0.8249),
        b"rXYZ": fixed(*red),
        b"gXYZ": fixed(*green),
        b"bXYZ": fixed(*blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, at = b"", b"", 128 + 4 + 12 * len(parts)
    for name, part in parts.items():
        table += name + struct.pack(">II", at + len(body), len(part))
        body += part
    head = struct.pack(">I4sI4s4s4s12x4s", at + len(body), b"test", 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(parts)) + table + body


# Display P3 as adapted to D50 (SMPTE EG 432-1 primaries).
P3 = profile((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def phone_jpeg(orientation: int = 6, image: Image.Image | None = None) -> bytes:
    """A JPEG as a phone makes it, with every kind of note."""
    return saved(
        image or corners(),
        "JPEG",
        quality=90,
        exif=exif(orientation),
        xmp=XMP,
        icc_profile=P3,
        comment=b"CANARY-comment",
    )


def noted_png(image: Image.Image | None = None) -> bytes:
    """A PNG with text in three kinds of chunk, Exif and a profile."""
    text = PngInfo()
    text.add_text("Comment", "CANARY-text")
    text.add_text("Packed", "CANARY-text", zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(image or corners(), "PNG", pnginfo=text, exif=exif(1), icc_profile=P3)


def noted_webp() -> bytes:
    return saved(corners(), "WEBP", exif=exif(1), xmp=XMP, icc_profile=P3, quality=90)


def phone_mpo() -> bytes:
    """Two pictures in one file, as phones with two lenses make them."""
    return saved(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 600))], exif=exif(6))


def polyglots() -> dict[str, bytes]:
    """Good pictures that are also something else."""
    jpeg = saved(corners(), "JPEG", comment=b"<?php system($_GET['c']); ?>")
    return {
        "jpeg that is php": jpeg,
        "jpeg with a page behind": jpeg + b"<html><script>alert(1)</script></html>",
        "png with php behind": noted_png() + b"<?php phpinfo(); ?>",
        "webp with a page behind": noted_webp() + b"<script>alert(1)</script>",
    }


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def empty_png(width: int, height: int, *, frames: int = 0) -> bytes:
    """A PNG of a few hundred bytes that says it is this large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    animation = chunk(b"acTL", struct.pack(">II", frames, 0)) if frames else b""
    pixels = chunk(b"IDAT", zlib.compress(bytes(100_000), 9))
    return b"\x89PNG\r\n\x1a\n" + head + animation + pixels + chunk(b"IEND", b"")


def large_png(width: int, height: int) -> bytes:
    """A whole and true PNG that is small as a file and large as a picture."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 4 * width)) for _row in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def resized_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose head says another size."""
    data = saved(corners(16, 16), "JPEG")
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def heic_head() -> bytes:
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(200)


def avif_head() -> bytes:
    return struct.pack(">I", 28) + b"ftypavif" + bytes(4) + b"avifmif1miaf" + bytes(200)
