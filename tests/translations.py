"""Are the catalogs complete, free of guesses, and compiled? `python -m tests.translations` (needs gettext); CI runs it."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")


def statistics(catalog: Path) -> dict[str, int]:
    """Counts of msgfmt: translated, fuzzy, untranslated messages."""
    told = subprocess.run(
        ["msgfmt", "--statistics", "--check-format", "-o", "/dev/null", str(catalog)],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    ).stderr
    return {kind: int(count) for count, kind in re.findall(r"(\d+) (translated|fuzzy|untranslated)", told)}


def missing_from_catalog(copy: Path, language: str) -> list[str]:
    """Strings in code and templates that the committed catalog does not know."""
    committed = (BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    fresh = (copy / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    return sorted(ids(fresh) - ids(committed))


def ids(catalog: str) -> set[str]:
    joined = re.sub(r'"\n"', "", catalog)
    return set(re.findall(r'^msgid "(.+)"$', joined, flags=re.MULTILINE))


def main() -> int:
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        skipped = shutil.ignore_patterns(".venv", ".git", "data", "__pycache__", ".*_cache", "*.sqlite3")
        shutil.copytree(BASE_DIR, copy, ignore=skipped)
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--all", "--no-location", "--no-wrap"],
            cwd=copy,
            check=True,
            capture_output=True,
        )
        for language in LANGUAGES:
            problems += [f"{language}: not in the catalog: {text}" for text in missing_from_catalog(copy, language)]
            catalog = BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
            counts = statistics(catalog)
            problems += [f"{language}: {counts[kind]} {kind}" for kind in ("fuzzy", "untranslated") if counts.get(kind)]
            compiled = copy / "compiled.mo"
            subprocess.run(["msgfmt", "-o", str(compiled), str(catalog)], check=True)
            if compiled.read_bytes() != catalog.with_suffix(".mo").read_bytes():
                problems.append(f"{language}: the compiled catalog is old; run make messages")
            sys.stdout.write(f"{language}: {counts.get('translated', 0)} messages translated\n")
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
