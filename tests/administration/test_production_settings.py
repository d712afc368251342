"""Production does not start unsafely; each reason is named."""

import pytest

from app.core.config import SAMPLE_SECRET, Environment, Settings, UnsafeSettings, refuse_unsafe_production


@pytest.fixture
def safe(tmp_path, monkeypatch):
    """Settings a municipality could run with."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OMLOB_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)  # because a .env file of the checkout does not count here
    media = tmp_path / "media"
    media.mkdir(mode=0o750)
    return Settings(
        env=Environment.PRODUCTION, base_url="https://genbrug.egekoebing.dk", secret_key="s" * 48,
        database_url="postgresql://omlob@db/omlob", media_url=str(media),
    )  # fmt: skip


def test_safe_settings_may_start(safe):
    refuse_unsafe_production(safe)


@pytest.mark.parametrize(
    "change,reason",
    [
        ({"secret_key": SAMPLE_SECRET}, "OMLOB_SECRET_KEY"), ({"secret_key": "short"}, "OMLOB_SECRET_KEY"),
        ({"debug": True}, "OMLOB_DEBUG"), ({"demo_sign_in": True}, "OMLOB_DEMO_SIGN_IN"),
        ({"base_url": "http://genbrug.egekoebing.dk"}, "OMLOB_BASE_URL"),
    ],
    ids=["sample secret", "short secret", "debug", "demo sign-in", "plain http"],
)  # fmt: skip
def test_an_unsafe_setting_is_refused_and_named(safe, change, reason):
    with pytest.raises(UnsafeSettings) as refused:
        refuse_unsafe_production(safe.model_copy(update=change))

    assert str(refused.value).startswith(reason)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("setting", ["media_url", "database_url"])
def test_a_data_folder_that_everybody_can_read_is_refused(safe, tmp_path, setting):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    value = str(folder) if setting == "media_url" else f"sqlite:///{folder}/omlob.db"

    with pytest.raises(UnsafeSettings, match="can be read by everyone"):
        refuse_unsafe_production(safe.model_copy(update={setting: value}))


def test_every_reason_is_named_at_once(safe):
    with pytest.raises(UnsafeSettings) as refused:
        refuse_unsafe_production(safe.model_copy(update={"debug": True, "base_url": "http://x", "secret_key": "x"}))

    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("env", [Environment.DEMO, Environment.DEVELOPMENT, Environment.TEST])
def test_other_environments_may_be_open(safe, env):
    refuse_unsafe_production(safe.model_copy(update={"env": env, "debug": True, "secret_key": SAMPLE_SECRET}))
