"""Folders on local disk: DATA_DIR/search/<schema hash>/<index name>-<token>/, readable by the site's own user only."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

from django.conf import settings

# The files are pickles: whoever can write here can run code as the site.
FOLDER_MODE = 0o700
ASIDE = "aside"
# Enough to look at what happened, few enough that a failing disk does not fill itself.
KEPT_ASIDE = 3


def search_root() -> Path:
    """The folder of all indexes. It may be a link: where the data lives is the administrator's choice."""
    root = Path(settings.SEARCH_INDEX_DIR)
    if root.is_file():
        root.rename(root.with_name(f"{root.name}-{ASIDE}-{time.time_ns()}"))
    root.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    _close_to_others(root)
    return root


def make_folder(*, name: str, schema_hash: str) -> str:
    """Make an empty private folder and return its path relative to the root. The token keeps siblings apart."""
    parent = _private_folder(search_root() / schema_hash[:16])
    folder = parent / f"{name}-{secrets.token_hex(8)}"
    folder.mkdir(mode=FOLDER_MODE)
    return str(folder.relative_to(search_root()))


def folder_path(relative: str) -> Path:
    """The absolute path of a folder named by a manifest. Raises ValueError when the name would lead out of the root."""
    root = search_root().resolve()
    path = (root / relative).resolve()
    if path == root or root not in path.parents:
        raise ValueError(f"index folder {relative!r} lies outside {root}")
    return path


def move_aside(relative: str) -> Path | None:
    """Move a folder that must not be opened out of the way, for a person to look at. Returns where it went."""
    source = folder_path(relative)
    if not source.exists():
        return None
    aside = _private_folder(search_root() / ASIDE)
    target = aside / f"{time.time_ns()}-{source.name}"
    source.rename(target)
    for old in sorted(aside.iterdir())[:-KEPT_ASIDE]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def remove_siblings(*, name: str, keep: str) -> None:
    """Remove earlier folders of this index. Processes that still read one keep their open files until they refresh."""
    kept = folder_path(keep) if keep else None
    for parent in search_root().iterdir():
        # Nothing is removed through a link: what lies behind it is not ours.
        if parent.is_symlink() or not parent.is_dir() or parent.name == ASIDE:
            continue
        for folder in parent.glob(f"{name}-*"):
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)
        if not any(parent.iterdir()):
            parent.rmdir()


def _private_folder(path: Path) -> Path:
    """A folder of our own below the root. A file or a link that stands in its place is removed."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        path.unlink()
    path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _close_to_others(path)
    return path


def _close_to_others(path: Path) -> None:
    if path.stat().st_mode & 0o777 != FOLDER_MODE:
        os.chmod(path, FOLDER_MODE)
