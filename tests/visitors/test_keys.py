import stat
import uuid
from datetime import date, timedelta

from kbsite.visitors import keys
from kbsite.visitors.keys import EPOCH_DAYS, OVERLAP_DAYS, email_keys, live_secrets, person_keys_of_account

START = date(2026, 1, 1)
ACCOUNT = uuid.UUID("6b0f0c9a-2c1d-4a57-9d0f-0c8f1a2b3c4d")


def test_a_secret_file_is_for_the_service_only(tmp_path):
    live_secrets(today=START, folder=tmp_path / "keys")
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_bytes()) == 32


def test_a_secret_lives_its_epoch_then_both_then_only_the_new_one(tmp_path):
    first = live_secrets(today=START, folder=tmp_path)
    assert live_secrets(today=START + timedelta(days=EPOCH_DAYS - 1), folder=tmp_path) == first
    change = START + timedelta(days=EPOCH_DAYS)
    both = live_secrets(today=change, folder=tmp_path)
    assert both.previous == first.current
    assert both.current != first.current
    last_day = live_secrets(today=change + timedelta(days=OVERLAP_DAYS - 1), folder=tmp_path)
    assert last_day == both
    after = live_secrets(today=change + timedelta(days=OVERLAP_DAYS), folder=tmp_path)
    assert after.current == both.current
    assert after.previous is None
    assert len(list(tmp_path.iterdir())) == 1, "the old secret must be gone from the disk"


def test_two_processes_that_rotate_at_once_agree(tmp_path):
    keys._make(tmp_path, START)
    before = (tmp_path / f"since-{START}.key").read_bytes()
    keys._make(tmp_path, START)  # the loser of the race
    assert (tmp_path / f"since-{START}.key").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_keys_differ_by_epoch_and_overlap_gives_both(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    change = START + timedelta(days=EPOCH_DAYS)
    old = person_keys_of_account(ACCOUNT, today=START)
    both = person_keys_of_account(ACCOUNT, today=change)
    late = person_keys_of_account(ACCOUNT, today=change + timedelta(days=OVERLAP_DAYS))
    assert old.previous == ""
    assert both.previous == old.current
    assert late.current == both.current != old.current
    assert late.previous == ""


def test_address_key_ignores_case_and_spaces_and_never_holds_the_address():
    assert email_keys(" Ana@Lumo.example ") == email_keys("ana@lumo.example")
    assert email_keys("dov@lumo.example") != email_keys("ana@lumo.example")
    assert "ana" not in email_keys("ana@lumo.example").current
    assert email_keys("  ").current == ""
