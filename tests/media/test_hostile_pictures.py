"""A thousand damaged and odd files: each becomes a clean picture or a clean refusal, nothing else."""

import random
import struct
import warnings

import pytest
from PIL import Image

from app.media.images import PictureRefused, make_sizes
from app.media.sandbox import make_sizes_apart
from tests.media import samples
from tests.media.cleanliness import remains


def seeds() -> list[bytes]:
    small = samples.corners(96, 64)
    noisy = Image.effect_noise((96, 64), 90).convert("RGB")
    return [
        samples.phone_jpeg(image=small),
        samples.saved(noisy, "JPEG", progressive=True, exif=samples.exif(8)),
        samples.saved(small.convert("CMYK"), "JPEG", icc_profile=samples.P3),
        samples.saved(small, "MPO", save_all=True, append_images=[noisy]),
        samples.noted_png(small),
        samples.saved(small.convert("P"), "PNG", transparency=3),
        samples.saved(Image.new("I;16", (96, 64), 40_000), "PNG"),
        samples.saved(small, "PNG", save_all=True, append_images=[noisy]),
        samples.saved(small.convert("RGBA"), "WEBP", exif=samples.exif(3), xmp=samples.XMP, icc_profile=samples.P3),
        samples.saved(noisy, "WEBP", lossless=True),
        samples.saved(small, "WEBP", save_all=True, append_images=[noisy]),
    ]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut, doubled, moved, or with a number in it made extreme."""
    out = bytearray(data)
    for _change in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(out))
        length = chance.randrange(1, 40)
        match chance.randrange(7):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
            case 2:
                del out[at : at + length]
            case 3:
                out[at:at] = out[at : at + length]
            case 4:
                out[at : at + 4] = struct.pack(">I", chance.choice((0, 1, 0xFFFF, 2**31 - 1, 2**32 - 1)))
            case 5:
                out[at : at + length] = chance.randbytes(length)
            case _:
                del out[max(12, at) :]
        if len(out) < 13:
            break
    return bytes(out)


def run_all(count: int, make) -> tuple[int, int]:
    """How many became clean pictures, and how many were refused."""
    chance, start, taken, refused = random.Random(20261122), seeds(), 0, 0
    for number in range(count):
        data = mutated(start[number % len(start)], chance)
        try:
            sizes = make(data)
        except PictureRefused:
            refused += 1
            continue
        taken += 1
        for file in sizes.files:
            assert remains(file.data) == set(), number
        assert len(sizes.placeholder) <= 200
    return taken, refused


def quietly(data: bytes) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make_sizes(data)


def test_a_thousand_damaged_files_are_shown_clean_or_refused():
    taken, refused = run_all(1000, quietly)

    assert taken + refused == 1000
    assert min(taken, refused) >= 100


@pytest.mark.slow
def test_a_thousand_damaged_files_cannot_harm_the_worker():
    taken, refused = run_all(1000, make_sizes_apart)

    assert taken + refused == 1000
    assert min(taken, refused) >= 100
