"""Knowledge runs one way: the contract holds, and a planted violation is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
ROOMS = ("kbsite", "articles", "forum", "deflection")


@pytest.fixture
def copy_of_the_house(tmp_path):
    skipped = shutil.ignore_patterns("__pycache__", "static", "content")
    for room in ROOMS:
        shutil.copytree(BASE_DIR / room, tmp_path / room, ignore=skipped)
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([str(command), "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_the_contract_holds(copy_of_the_house):
    result = lint_imports(copy_of_the_house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("kbsite/search", "articles.models"),
        ("forum", "articles.models"),
        ("kbsite/accounts", "forum.models"),
        ("articles", "deflection"),
        ("deflection/estimation", "django.utils.timezone"),
        ("deflection/estimation", "deflection.ledger.facts"),
    ],
)
def test_a_planted_violation_is_caught(copy_of_the_house, room, forbidden):
    (copy_of_the_house / room / "planted.py").write_text(f"import {forbidden}\n")
    result = lint_imports(copy_of_the_house)
    assert result.returncode == 1
    assert "planted" in result.stdout
