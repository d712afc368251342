"""Settings, read from the environment only (OMLOB_*), and the refusals of an unsafe production set-up."""

import stat
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SAMPLE_SECRET = "change-me-this-secret-is-only-for-trying-out"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class UnsafeSettings(Exception):
    """Production may not start like this; the text says what is wrong, one reason a line."""


class Settings(BaseSettings):
    """Every setting of Omløb. See .env.example for what each one means."""

    model_config = SettingsConfigDict(env_prefix="OMLOB_", env_file=".env", extra="ignore")

    env: Environment = Environment.DEMO
    database_url: str = "sqlite:///var/omlob.db"
    media_url: str = "var/media"
    media_access_key: str = ""
    media_secret_key: str = ""
    base_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    secret_key: str = SAMPLE_SECRET
    smtp_url: str = ""
    mail_from: str = "omloeb@localhost"
    trusted_proxies: str = "127.0.0.1"
    debug: bool = False
    demo_sign_in: bool | None = None
    run_worker: bool | None = None
    texts: str = ""
    max_body_bytes: int = Field(default=27 * 1024 * 1024, gt=0)

    @property
    def offers_demo_people(self) -> bool:
        """Whether the sign-in page shows the demo people as one-click cards."""
        if self.demo_sign_in is None:
            return self.env in (Environment.DEMO, Environment.TEST)
        return self.demo_sign_in

    @property
    def serves_with_worker(self) -> bool:
        """Whether `omlob serve` also runs the worker: yes, unless somebody runs it beside."""
        if self.run_worker is None:
            return self.env != Environment.PRODUCTION
        return self.run_worker

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    def data_folders(self) -> list[Path]:
        """The local folders that hold data: the SQLite file's and the photos', where they are local."""
        folders = []
        if self.database_url.startswith("sqlite:///"):
            folders.append(Path(self.database_url.removeprefix("sqlite:///")).parent)
        if "://" not in self.media_url:
            folders.append(Path(self.media_url))
        return folders


def production_faults(settings: Settings) -> list[str]:
    """Say everything that makes these settings unsafe for production; empty when they are safe."""
    faults = []
    if settings.secret_key == SAMPLE_SECRET or len(settings.secret_key) < 32:
        faults.append("OMLOB_SECRET_KEY is the sample or shorter than 32 characters: set your own random one")
    if settings.debug:
        faults.append("OMLOB_DEBUG is on: turn it off")
    if settings.offers_demo_people:
        faults.append("OMLOB_DEMO_SIGN_IN is on: anyone could sign in as the demo people")
    if not settings.is_https:
        faults.append("OMLOB_BASE_URL does not start with https://: session cookies would travel in the open")
    faults.extend(
        f"the data folder {folder} can be read by everyone on the machine: chmod 750 {folder}"
        for folder in settings.data_folders()
        if folder.exists() and folder.stat().st_mode & stat.S_IROTH
    )
    return faults


def refuse_unsafe_production(settings: Settings) -> None:
    """Stop with `UnsafeSettings` where production would start unsafely."""
    if settings.env == Environment.PRODUCTION and (faults := production_faults(settings)):
        raise UnsafeSettings("\n".join(faults))


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
