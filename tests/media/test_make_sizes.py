"""Making the sizes: upright, right in colour and measure, and clean of everything but pixels."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from app.media.images import WIDTHS, Sizes, make_sizes, widths_for
from tests.media import samples
from tests.media.cleanliness import remains

NOTED = {
    "phone jpeg": samples.phone_jpeg(),
    "phone mpo": samples.phone_mpo(),
    "png": samples.noted_png(),
    "see-through png": samples.noted_png(samples.corners(mode="RGBA")),
    "webp": samples.noted_webp(),
    **samples.polyglots(),
}


def opened(sizes: Sizes, place: int = -1) -> Image.Image:
    return Image.open(BytesIO(sizes.files[place].data))


def close_to(colour: object, wanted: tuple[int, int, int], by: int = 12) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(is_ - want) <= by for is_, want in zip(colour, wanted, strict=True))


def assert_upright(image: Image.Image) -> None:
    """Red, green / blue, white, read from the four corners."""
    right, bottom = image.width - 20, image.height - 20
    for place, colour in {
        (20, 20): samples.RED,
        (right, 20): samples.GREEN,
        (20, bottom): samples.BLUE,
        (right, bottom): samples.WHITE,
    }.items():
        assert close_to(image.getpixel(place), colour, by=20), (place, image.getpixel(place))


@pytest.mark.parametrize("data", NOTED.values(), ids=NOTED)
def test_nothing_but_pixels_is_left(data):
    sizes = make_sizes(data)

    for file in sizes.files:
        assert remains(file.data) == set()
        assert Image.open(BytesIO(file.data)).mode == "RGB"


def test_the_check_for_remains_sees_a_picture_saved_with_its_notes():
    """The control: the same check on a careless save finds every kind of note."""
    source = Image.open(BytesIO(samples.phone_jpeg()))
    careless = samples.saved(source, "WEBP", exif=source.getexif(), xmp=samples.XMP, icc_profile=samples.P3)

    assert {b"VP8X", b"EXIF", b"XMP ", b"ICCP", b"CANARY-camera", b"CANARY-xmp", b"CANARY-profile"} <= remains(careless)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation):
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = samples.corners(900, 600)
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation in undo else upright
    data = samples.saved(stored, "JPEG", quality=95, exif=samples.exif(orientation))

    sizes = make_sizes(data)

    assert (sizes.width, sizes.height) == (900, 600)
    for place in range(len(sizes.files)):
        assert_upright(opened(sizes, place))


def test_a_phone_file_of_two_pictures_gives_the_first_upright():
    sizes = make_sizes(samples.phone_mpo())

    assert (sizes.width, sizes.height) == (600, 800)
    assert close_to(opened(sizes).getpixel((580, 20)), samples.RED, by=20)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_orientation_note_does_not_spoil_the_picture():
    data = samples.saved(samples.corners(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40)

    assert (make_sizes(data).width, make_sizes(data).height) == (800, 600)


@pytest.mark.parametrize(
    "width, height, made",
    [
        (4000, 3000, (320, 640, 960, 1600)),
        (1600, 1200, (320, 640, 960, 1600)),
        (1200, 900, (320, 640, 960, 1200)),
        (640, 480, (320, 640)),
        (200, 100, (200,)),
        (1, 1, (1,)),
        (1, 9000, (1,)),
        (9000, 1, (320, 640, 960, 1600)),
        (1000, 10_000, (320,)),
    ],
)
def test_sizes_are_never_larger_than_the_picture(width, height, made):
    sizes = make_sizes(samples.saved(Image.new("RGB", (width, height), samples.BLUE), "PNG"))

    assert tuple(file.width for file in sizes.files) == made == widths_for(width, height)
    assert (sizes.width, sizes.height) == (width, height)
    for place, file in enumerate(sizes.files):
        assert opened(sizes, place).size == (file.width, file.height)
        assert file.height == max(1, min(3200, round(height * file.width / width)))


def test_the_widths_are_those_of_the_pages():
    assert WIDTHS == (320, 640, 960, 1600)


@pytest.mark.parametrize(
    "data", [samples.phone_jpeg(), samples.noted_png(), samples.saved(Image.effect_noise((900, 900), 120), "PNG")]
)
def test_the_placeholder_is_a_tiny_picture(data):
    placeholder = make_sizes(data).placeholder

    assert len(placeholder) <= 200
    kind, _comma, body = placeholder.partition(",")
    assert kind == "data:image/webp;base64"
    assert max(Image.open(BytesIO(base64.b64decode(body))).size) <= 16
    assert remains(base64.b64decode(body)) == set()


def test_wide_colours_come_out_as_the_same_colours_in_srgb():
    # 200,100,100 in P3 with gamma 2.2 is 216,93,97 in sRGB: through linear XYZ by hand, IEC 61966-2-1.
    picture = Image.new("RGB", (400, 300), (200, 100, 100))

    with_profile = opened(make_sizes(samples.saved(picture, "PNG", icc_profile=samples.P3))).getpixel((200, 150))
    without = opened(make_sizes(samples.saved(picture, "PNG"))).getpixel((200, 150))

    assert close_to(with_profile, (216, 93, 97), by=3)
    assert close_to(without, (200, 100, 100), by=4)


@pytest.mark.parametrize("profile", [b"nonsense", samples.P3[:200], b"\0" * 3000])
def test_a_broken_profile_is_left_out(profile):
    picture = Image.new("RGB", (400, 300), (200, 100, 100))

    shown = opened(make_sizes(samples.saved(picture, "JPEG", quality=95, icc_profile=profile)))

    assert close_to(shown.getpixel((200, 150)), (200, 100, 100), by=5)


def test_a_print_shop_jpeg_in_cmyk_keeps_its_colours():
    shown = opened(make_sizes(samples.saved(samples.corners(mode="CMYK"), "JPEG", quality=95)))

    assert_upright(shown)


def test_see_through_becomes_white_and_hides_nothing():
    picture = Image.new("RGBA", (400, 300), (*samples.RED, 0))
    picture.paste((*samples.BLUE, 255), (0, 0, 200, 300))

    shown = opened(make_sizes(samples.saved(picture, "PNG")))

    assert close_to(shown.getpixel((50, 150)), samples.BLUE)
    assert close_to(shown.getpixel((350, 150)), samples.WHITE, by=3)


def test_a_palette_with_a_see_through_colour_becomes_white():
    picture = Image.new("P", (400, 300), 1)
    picture.putpalette([0, 0, 0, *samples.RED])

    shown = opened(make_sizes(samples.saved(picture, "PNG", transparency=1)))

    assert close_to(shown.getpixel((50, 150)), samples.WHITE, by=3)


@pytest.mark.parametrize("mode, value", [("I;16", 128 * 257), ("L", 128), ("LA", (128, 255)), ("P", 128), ("1", 1)])
def test_every_depth_of_grey_is_kept(mode, value):
    picture = Image.new(mode, (400, 300), value)
    if mode == "P":
        picture.putpalette([grey for step in range(256) for grey in (step, step, step)])

    shown = opened(make_sizes(samples.saved(picture, "PNG")))

    wanted = (255, 255, 255) if mode == "1" else (128, 128, 128)
    assert close_to(shown.getpixel((200, 150)), wanted, by=3)


def test_the_same_picture_gives_the_same_files():
    assert make_sizes(samples.phone_jpeg()) == make_sizes(samples.phone_jpeg())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_shows_its_first_frame(kind):
    others = [Image.new("RGB", (400, 300), samples.BLUE)]
    data = samples.saved(Image.new("RGB", (400, 300), samples.RED), kind, save_all=True, append_images=others)

    sizes = make_sizes(data)

    assert close_to(opened(sizes).getpixel((200, 150)), samples.RED)
    assert remains(sizes.files[-1].data) == set()
