"""Says what a WebP file still carries beside its pixels."""

from tests.media.samples import SECRETS

_PIXELS_ONLY = {b"VP8 ", b"VP8L"}
_MARKS = (b"Exif", b"EXIF", b"XMP", b"ICCP", b"xmpmeta", b"GPS", b"acsp")


def chunks(webp: bytes) -> list[bytes]:
    """The names of the chunks of a WebP file, in order; the file must hold exactly what it says."""
    assert webp[:4] == b"RIFF", "not a RIFF file"
    assert webp[8:12] == b"WEBP", "not a WebP file"
    assert int.from_bytes(webp[4:8], "little") + 8 == len(webp), "bytes behind the end"
    names, at = [], 12
    while at < len(webp):
        length = int.from_bytes(webp[at + 4 : at + 8], "little")
        names.append(webp[at : at + 4])
        at += 8 + length + length % 2
    return names


def remains(webp: bytes) -> set[bytes]:
    """Everything found that is not pixels: chunks by name, planted texts, marks of metadata. Clean means empty."""
    found = {name for name in chunks(webp) if name not in _PIXELS_ONLY}
    return found | {mark for mark in (*SECRETS, *_MARKS) if mark in webp}
