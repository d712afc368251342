"""A device's storage media and what became of the data on them. Records are only added, never changed.

The fields of a record are those of the certificate in NIST SP 800-88, appendix G, and of its revision 2.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class MediumKind(StrEnum):
    MAGNETIC = "magnetic"
    SSD = "ssd"
    NVME = "nvme"
    FLASH = "flash"  # soldered eMMC, memory cards
    PHONE = "phone"  # the storage of a phone or tablet
    NONE = "none"  # somebody states that the device holds no storage at all


class ErasureMethod(StrEnum):
    """How thoroughly, in the words of NIST SP 800-88."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"
    NOTHING = "nothing"  # there was nothing to erase: only for a device without storage


class Technique(StrEnum):
    OVERWRITE = "overwrite"
    FACTORY_RESET = "factory_reset"
    SECURE_ERASE = "secure_erase"
    SANITIZE = "sanitize"
    BLOCK_ERASE = "block_erase"
    CRYPTO_ERASE = "crypto_erase"
    DEGAUSS = "degauss"
    SHRED = "shred"
    LOOKED = "looked"  # the device was opened, and nothing was there


class Standard(StrEnum):
    NIST = "nist_800_88r2"
    IEEE = "ieee_2883"
    OTHER = "other"


class Destination(StrEnum):
    REUSE = "reuse"
    DESTRUCTION = "destruction"


class CheckWay(StrEnum):
    """How the second person made sure."""

    FULL = "full"  # read back all of it
    SAMPLE = "sample"  # read back parts of it
    REPORT = "report"  # compared the tool's own report with the device
    LOOKED = "looked"  # looked at what is left of it


class Medium(TenantRow, table=True):
    """One storage medium of a device. It leaves the list only by being destroyed, or as registered by mistake."""

    __tablename__ = "medium"
    __table_args__ = (
        CheckConstraint("capacity_gb >= 0", name="capacity"),
        CheckConstraint("removed_at IS NULL OR struck_at IS NULL", name="gone_once"),
    )

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    kind: MediumKind = Field(sa_type=choice(MediumKind))
    make: str = Field(default="", max_length=60)
    model: str = Field(default="", max_length=80)
    serial_number: str = Field(default="", max_length=80)
    capacity_gb: int = 0
    added_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(default_factory=now)
    removed_at: datetime | None = None  # taken out and destroyed
    struck_at: datetime | None = None  # it was never in the device

    @property
    def is_present(self) -> bool:
        """Whether it is in the device."""
        return self.removed_at is None and self.struck_at is None


class ErasureLog(TenantRow, table=True):
    """What a tool wrote about its erasures, as it was sent. The same file is kept once."""

    __tablename__ = "erasure_log"
    __table_args__ = (UniqueConstraint("municipality_id", "sha256"),)

    name: str = Field(max_length=120)
    sha256: str = Field(max_length=64)
    bytes: int = 0
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime = Field(default_factory=now)

    @property
    def storage_key(self) -> str:
        """Where the file lies."""
        return f"erasure_logs/{self.id}"


class ErasureRecord(TenantRow, table=True):
    """That the data of one medium of one device was erased, or that it could not be. Never changed."""

    __tablename__ = "erasure_record"
    __table_args__ = (
        # Because a line of a log is the record of one erasure, however often the log is read in.
        Index("uq_erasure_record_import_key", "municipality_id", "import_key", unique=True,
              sqlite_where=text("import_key <> ''"), postgresql_where=text("import_key <> ''")),
    )  # fmt: skip

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    medium_id: UUID | None = Field(default=None, foreign_key="medium.id", index=True)
    serial_number: str = Field(max_length=80)  # the device's own, as it was then
    medium_serial: str = Field(default="", max_length=80)
    method: ErasureMethod = Field(sa_type=choice(ErasureMethod))
    technique: Technique | None = Field(default=None, sa_type=choice(Technique))
    standard: Standard | None = Field(default=None, sa_type=choice(Standard))
    tool: str = Field(max_length=120)
    tool_version: str = Field(default="", max_length=40)
    log_id: UUID | None = Field(default=None, foreign_key="erasure_log.id", index=True)
    import_key: str = Field(default="", max_length=80)
    has_passed: bool
    circulation: int = 1
    destination: Destination = Field(default=Destination.REUSE, sa_type=choice(Destination))
    note: str = Field(default="", max_length=300)
    performed_by_id: UUID = Field(foreign_key="person.id")
    started_at: datetime | None = None
    performed_at: datetime = Field(default_factory=now)


class ErasureCheck(TenantRow, table=True):
    """That somebody else made sure of one record, or found that the data is still there. Never changed.

    The database itself refuses the person who erased (migration 0005).
    """

    __tablename__ = "erasure_check"
    __table_args__ = (UniqueConstraint("record_id"),)

    record_id: UUID = Field(foreign_key="erasure_record.id")
    verified_by_id: UUID = Field(foreign_key="person.id")
    way: CheckWay = Field(sa_type=choice(CheckWay))
    is_confirmed: bool
    note: str = Field(default="", max_length=300)
    verified_at: datetime = Field(default_factory=now)


class DeviceRelease(TenantRow, table=True):
    """What ties a device to its former owner, and whether it is loosened, in one of the device's rounds."""

    __tablename__ = "device_release"
    __table_args__ = (UniqueConstraint("unit_id", "circulation"),)

    unit_id: UUID = Field(foreign_key="unit.id")
    circulation: int = 1
    is_management_ended: bool = False  # MDM
    is_firmware_open: bool = False  # BIOS or firmware password
    is_enrolment_ended: bool = False  # Autopilot, Apple DEP, Zero-touch
    is_without_labels: bool = False


class ErasurePolicy(TenantRow, table=True):
    """What a municipality demands of an erasure; without a row: purged, and verified by another person."""

    __tablename__ = "erasure_policy"
    __table_args__ = (UniqueConstraint("municipality_id"),)

    least: ErasureMethod = Field(default=ErasureMethod.PURGE, sa_type=choice(ErasureMethod))
    needs_second_person: bool = True
