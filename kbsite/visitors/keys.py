"""Pseudonymous keys of people, and the secrets they are made with.

A secret lives for 90 days in a file of DATA_DIR/keys (readable by the service only, never in the database or its dump).
For OVERLAP_DAYS after a change both the old and the new key of a person are given, so that a need that began before it can
be followed to its end; then the old secret is destroyed, and nobody can join the older rows to a person any more.
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

EPOCH_DAYS = 90
OVERLAP_DAYS = 8  # the look-ahead of 7 days, and one
KEY_LENGTH = 32  # hexadecimal digits kept of the HMAC: 128 bits


@dataclass(frozen=True)
class Secrets:
    current: bytes
    previous: bytes | None  # only within the overlap


@dataclass(frozen=True)
class PersonKeys:
    """One person's key, and the key that the same person had until the change of secret."""

    current: str
    previous: str = ""


def person_keys_of_account(account: uuid.UUID, *, today: date | None = None) -> PersonKeys:
    return _keys(f"acct:{account}", today)


def person_keys_of_cookie(random_id: str, *, today: date | None = None) -> PersonKeys:
    """For a browser whose owner agreed to be remembered for 14 days."""
    return _keys(f"cookie:{random_id}", today)


def email_keys(address: str, *, today: date | None = None) -> PersonKeys:
    """For an address typed into a form; spaces and letter case do not make another person."""
    normalised = unicodedata.normalize("NFKC", address).strip().casefold()
    return _keys(f"mail:{normalised}", today) if normalised else PersonKeys("")


def has_two_secrets() -> bool:
    """Whether a person may have two keys today."""
    return live_secrets(today=datetime.now(UTC).date()).previous is not None


def _keys(name: str, today: date | None) -> PersonKeys:
    live = live_secrets(today=today or datetime.now(UTC).date())
    previous = _hmac(live.previous, name) if live.previous else ""
    return PersonKeys(current=_hmac(live.current, name), previous=previous)


def _hmac(secret: bytes, name: str) -> str:
    return hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


_remembered: dict[tuple[Path, date], Secrets] = {}


def live_secrets(*, today: date, folder: Path | None = None) -> Secrets:
    """The secrets of a day; makes, rotates and destroys files as needed. Reads the disk once a day per process."""
    folder = folder or settings.DATA_DIR / "keys"
    if (folder, today) not in _remembered:
        live = _read(folder, today)
        # Yesterday's secrets must not outlive their files in this process's memory.
        _remembered.clear()
        _remembered[(folder, today)] = live
    return _remembered[(folder, today)]


def _read(folder: Path, today: date) -> Secrets:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    starts = _starts(folder)
    if not starts or (today - starts[-1]).days >= EPOCH_DAYS:
        _make(folder, today)
        starts = _starts(folder)
    current, older = starts[-1], starts[:-1]
    previous = older[-1] if older and today < current + timedelta(days=OVERLAP_DAYS) else None
    for start in older:
        if start != previous:
            _path(folder, start).unlink(missing_ok=True)
    return Secrets(
        current=_path(folder, current).read_bytes(), previous=_path(folder, previous).read_bytes() if previous else None
    )


def _starts(folder: Path) -> list[date]:
    return sorted(date.fromisoformat(path.stem.removeprefix("since-")) for path in folder.glob("since-*.key"))


def _path(folder: Path, start: date) -> Path:
    return folder / f"since-{start.isoformat()}.key"


def _make(folder: Path, start: date) -> None:
    # Written aside and linked into place: of two processes that rotate at once one wins, and nobody reads half a key.
    aside = folder / f"making-{os.getpid()}-{secrets.token_hex(4)}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(aside, _path(folder, start))
    except FileExistsError:
        pass  # the other process was first; its key holds
    finally:
        aside.unlink()


def rotate_keys() -> int:
    """Worker job: the change and the destruction happen on their day even when nobody visits."""
    live_secrets(today=datetime.now(UTC).date())
    return 0
