"""Taking a picture or refusing it: by content, at once, with one sentence."""

import struct
import time
import tracemalloc

import pytest

from app.core.i18n import speak
from app.media import images
from app.media.images import inspect
from tests.media import samples

GOOD = {
    "jpeg": (samples.phone_jpeg(), "JPEG", 800, 600),
    "mpo": (samples.phone_mpo(), "JPEG", 800, 600),
    "progressive jpeg": (samples.saved(samples.corners(), "JPEG", progressive=True), "JPEG", 800, 600),
    "png": (samples.noted_png(), "PNG", 800, 600),
    "webp with notes": (samples.noted_webp(), "WEBP", 800, 600),
    "plain webp": (samples.saved(samples.corners(), "WEBP"), "WEBP", 800, 600),
    "lossless webp": (samples.saved(samples.corners(), "WEBP", lossless=True), "WEBP", 800, 600),
    "see-through webp": (samples.saved(samples.corners(mode="RGBA"), "WEBP"), "WEBP", 800, 600),
    "50 megapixels": (samples.empty_png(10_000, 5_000), "PNG", 10_000, 5_000),
}
NOT_PICTURES = {
    "text": b"This is not a picture at all, whatever its name says.",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<html><script>alert(1)</script></html>",
    "php": b"<?php system('id'); ?>",
    "gif": samples.saved(samples.corners(), "GIF"),
    "gif and javascript": b"GIF89a/*" + bytes(100) + b"*/=1;alert(1)",
    "bmp": samples.saved(samples.corners(), "BMP"),
    "tiff": samples.saved(samples.corners(), "TIFF"),
    "pdf": b"%PDF-1.7\n",
    "postscript": b"%!PS-Adobe-3.0\n",
    "avif": samples.avif_head(),
    "sound in the same frame as webp": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "zip": b"PK\x03\x04" + bytes(100),
    "one byte": b"\xff",
}
_WEBP = samples.saved(samples.corners(), "WEBP")
_PNG = samples.noted_png()
BROKEN = {
    "nothing": b"",
    "half a jpeg": samples.phone_jpeg()[:-4000],
    "jpeg head only": samples.phone_jpeg()[:100],
    "jpeg of three bytes": b"\xff\xd8\xff",
    "jpeg of nothing but marks": b"\xff\xd8" + b"\xff" * 5000,
    "jpeg without a scan": b"\xff\xd8\xff\xd9" + bytes(50),
    "jpeg of size 0": samples.resized_jpeg(0, 0),
    "half a png": _PNG[: len(_PNG) // 2],
    "png without its end": _PNG[:-12],
    "png of size 0": samples.empty_png(0, 10),
    "png signature only": b"\x89PNG\r\n\x1a\n",
    "half a webp": _WEBP[: len(_WEBP) // 2],
    "webp without pixels": b"RIFF\x04\0\0\0WEBP",
    "webp with a canvas only": b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(10),
    "two sizes in one jpeg": samples.resized_jpeg(16, 16).replace(
        b"\xff\xda", b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff" + bytes(10) + b"\xff\xda", 1
    ),
}
TOO_LARGE = {
    "png of 30000 x 30000": samples.empty_png(30_000, 30_000),
    "png of 2 billion across": samples.empty_png(2**31 - 1, 2**31 - 1),
    "jpeg of 65535 x 65535": samples.resized_jpeg(65_535, 65_535),
    "one row too many": samples.empty_png(10_000, 5_001),
    "animation of 200 frames": samples.empty_png(1_000, 1_000, frames=200),
    "webp canvas of 16384 x 16384": b"RIFF"
    + struct.pack("<I", 22 + 8 + len(_WEBP[20:]))
    + b"WEBPVP8X"
    + struct.pack("<I", 10)
    + bytes(4)
    + b"\xff\x3f\x00\xff\x3f\x00"
    + _WEBP[12:],
    "webp of 500 frames": samples.saved(
        samples.corners(400, 300),
        "WEBP",
        save_all=True,
        append_images=[samples.corners(400, 300).rotate(turn) for turn in range(1, 420)],
        method=0,
    ),
}


@pytest.mark.parametrize("data, kind, width, height", GOOD.values(), ids=GOOD)
def test_a_picture_is_known_by_its_content(data, kind, width, height):
    found = inspect(data)

    assert (found.format.value, found.width, found.height) == (kind, width, height)


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(images.NotAPicture) as refusal:
        inspect(data)

    assert refusal.value.status == 415


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_damaged_or_cut_off_picture_is_refused(data):
    with pytest.raises(images.BrokenPicture) as refusal:
        inspect(data)

    assert refusal.value.status == 422


@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_bomb_is_refused_at_once_and_without_decoding(data):
    tracemalloc.start()
    began = time.process_time()

    with pytest.raises(images.TooManyPixels) as refusal:
        inspect(data)

    seconds, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.status == 413
    assert seconds < 0.1
    assert peak < 1_000_000


def test_a_file_of_endless_small_parts_keeps_nobody_waiting():
    began = time.process_time()

    for data in (
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 6_000_000,
        samples.empty_png(10, 10)[:33] + samples.chunk(b"tEXt", b"") * 2_000_000,
        b"RIFF" + struct.pack("<I", 24_000_004) + b"WEBP" + b"abcd\0\0\0\0" * 3_000_000,
    ):
        with pytest.raises(images.BrokenPicture):
            inspect(data)

    assert time.process_time() - began < 2


def test_an_iphone_file_gets_its_own_sentence():
    with pytest.raises(images.HeicPicture) as refusal:
        inspect(samples.heic_head())

    assert "HEIC" in str(refusal.value)


def test_25_mb_is_taken_and_one_byte_more_is_not():
    whole = samples.phone_jpeg()
    inspect(whole + bytes(25 * 1024 * 1024 - len(whole)))

    with pytest.raises(images.TooManyBytes) as refusal:
        inspect(whole + bytes(25 * 1024 * 1024 - len(whole) + 1))

    assert refusal.value.status == 413
    assert "25 MB" in str(refusal.value)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_refusal_says_its_own_sentence(language):
    speak(language)
    kinds: list[type[images.PictureRefused]] = [images.PictureRefused, *images.PictureRefused.__subclasses__()]
    sentences = {str(kind()) for kind in kinds}

    assert len(sentences) == len(kinds) == 6
    expected = "Vi kan ikke læse filen" if language == "da" else "We cannot read the file"
    assert any(expected in sentence for sentence in sentences)
    speak("da")
