"""The words of erasure, as the pages, the certificate and the export say them."""

from collections.abc import Mapping

from app.core.i18n import Text, _
from app.workshop.erasure.models import CheckWay, Destination, ErasureMethod, MediumKind, Standard, Technique
from app.workshop.erasure.state import MediumStep
from app.workshop.words import Option

KINDS = (
    Option(MediumKind.NVME, _("SSD on the board (NVMe)"), "cpu"),
    Option(MediumKind.SSD, _("SSD, like a small box"), "server"),
    Option(MediumKind.MAGNETIC, _("Hard disk that turns"), "disc"),
    Option(MediumKind.FLASH, _("Memory that is soldered on, or a card"), "device-sd-card"),
    Option(MediumKind.PHONE, _("The memory of a phone or tablet"), "device-mobile"),
    Option(MediumKind.NONE, _("There is no disk in it"), "circle-off"),
)
KIND_WORDS: Mapping[MediumKind, Text] = {
    MediumKind.NVME: _("NVMe disk"),
    MediumKind.SSD: _("SSD disk"),
    MediumKind.MAGNETIC: _("Hard disk"),
    MediumKind.FLASH: _("Memory"),
    MediumKind.PHONE: _("Phone memory"),
    MediumKind.NONE: _("No disk in it"),
}
METHOD_WORDS: Mapping[ErasureMethod, Text] = {
    ErasureMethod.CLEAR: _("Overwritten or reset"),
    ErasureMethod.PURGE: _("Purged"),
    ErasureMethod.DESTROY: _("The disk was destroyed"),
    ErasureMethod.NOTHING: _("There was nothing to erase"),
}
# What the standard calls it, for the certificate.
STANDARD_METHODS: Mapping[ErasureMethod, str] = {
    ErasureMethod.CLEAR: "Clear",
    ErasureMethod.PURGE: "Purge",
    ErasureMethod.DESTROY: "Destroy",
    ErasureMethod.NOTHING: "–",
}
# What one chooses between: that there was nothing to erase is no choice.
METHODS = (
    Option(
        ErasureMethod.PURGE, METHOD_WORDS[ErasureMethod.PURGE], "shield-check",
        _("By the device's own command, or a certified program"),
    ),
    Option(
        ErasureMethod.CLEAR, METHOD_WORDS[ErasureMethod.CLEAR], "refresh", _("Factory reset, or written over once")
    ),
    Option(ErasureMethod.DESTROY, METHOD_WORDS[ErasureMethod.DESTROY], "trash", _("Taken out and shredded")),
)  # fmt: skip
TECHNIQUES: Mapping[Technique, Text] = {
    Technique.OVERWRITE: _("Overwriting"),
    Technique.FACTORY_RESET: _("Factory reset"),
    Technique.SECURE_ERASE: _("Secure Erase (the disk's own command)"),
    Technique.SANITIZE: _("Sanitize (the disk's own command)"),
    Technique.BLOCK_ERASE: _("Block erase"),
    Technique.CRYPTO_ERASE: _("The key was thrown away (crypto erase)"),
    Technique.DEGAUSS: _("Degaussing"),
    Technique.SHRED: _("Shredding"),
    Technique.LOOKED: _("Opened and looked"),
}
STANDARDS: Mapping[Standard, Text | str] = {
    Standard.NIST: "NIST SP 800-88 Rev. 2",
    Standard.IEEE: "IEEE 2883",
    Standard.OTHER: _("Another standard"),
}
WAYS = (
    Option(CheckWay.SAMPLE, _("I read samples of the disk"), "zoom-in"),
    Option(CheckWay.FULL, _("I read the whole disk"), "database"),
    Option(CheckWay.REPORT, _("I compared the program's report with the device"), "clipboard-list"),
    Option(CheckWay.LOOKED, _("I saw the disk myself"), "eye"),
)
WAY_WORDS: Mapping[CheckWay, Text] = {
    CheckWay.FULL: _("Read all of it"),
    CheckWay.SAMPLE: _("Read samples"),
    CheckWay.REPORT: _("Compared the report with the device"),
    CheckWay.LOOKED: _("Looked at it"),
}
DESTINATIONS: Mapping[Destination, Text] = {
    Destination.REUSE: _("Reuse"),
    Destination.DESTRUCTION: _("Destruction"),
}
STEPS: Mapping[MediumStep, Option] = {
    MediumStep.ERASE: Option("warn", _("Must be erased"), "shield-check"),
    MediumStep.VERIFY: Option("info", _("A colleague must make sure"), "users"),
    MediumStep.DESTROY: Option("bad", _("Must be destroyed"), "alert-triangle"),
    MediumStep.DONE: Option("good", _("The data is gone"), "check"),
}
TIES: Mapping[str, tuple[Text, Text]] = {
    "is_management_ended": (_("It is out of the administration (MDM)"), _("Intune, Jamf or another")),
    "is_enrolment_ended": (_("It does not call home (Autopilot, Apple, Android)"), _("It asks for nothing at start")),
    "is_firmware_open": (_("It has no password at start (BIOS)"), _("It starts without a code")),
    "is_without_labels": (_("Labels and names are off it"), _("Also stickers under the lid")),
}
