"""Documents that tests hold true: every variable that is read has its row in docs/settings.md, and no row is about nothing."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kbsite.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
READERS = re.compile(
    r"""env\.(?:text|flag|number|choice|words|folder)\(\s*["']([A-Z_]+)["']|os\.environ(?:\.get\(|\[)["']([A-Z_]+)["']"""
)
# Set by the tools that start us, not by a person.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER", "TEST_DATA_ROOT", "CHROMIUM"}


def variables_read() -> set[str]:
    found = set()
    for root in ("kbsite", "articles", "forum", "deflection"):
        for path in (BASE_DIR / root).rglob("*.py"):
            for match in READERS.finditer(path.read_text(encoding="utf-8")):
                found.add(match.group(1) or match.group(2))
    return found - NOT_SETTINGS


def variables_documented() -> set[str]:
    page = (BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE))


def test_code_and_page_name_the_same_variables():
    assert variables_read() == variables_documented()


@pytest.mark.parametrize(
    ("reader", "bad"),
    [
        (env.flag, "maybe"),
        (lambda name: env.number(name, 1), "ten"),
        (lambda name: env.number(name, 1), "-1"),
        (lambda name: env.choice(name, "a", ("a", "b")), "c"),
    ],
)
def test_a_bad_value_fails_with_the_name_of_the_variable(reader, bad, monkeypatch):
    monkeypatch.setenv("SOME_SETTING", bad)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING"):
        reader("SOME_SETTING")


def test_a_secret_can_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("SOME_SECRET") == "from the file"


def test_the_kept_secret_is_written_once_and_only_for_us(tmp_path):
    first = env.kept_secret(tmp_path / "key")
    assert env.kept_secret(tmp_path / "key") == first
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
