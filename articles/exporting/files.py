"""The pictures and documents that articles show, with what the site knows about them."""

import shutil
from pathlib import Path

from articles.exporting.names import Names
from articles.exporting.rows import Row

# What is known of a picture beside its title and tags.
PICTURE_FIELDS = ("description", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


def write_files(folder: Path, names: Names) -> tuple[list[Row], list[str]]:
    """Copies each once, by pieces; returns their rows, and the names of those whose file is gone from the storage."""
    rows: list[Row] = []
    lost: list[str] = []
    for name, one in sorted(names.files.items()):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with one.file.open("rb") as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            lost.append(name)
            continue
        told = {"name": name, "title": one.title, "tags": sorted(one.tags.names())}
        for field in PICTURE_FIELDS:
            if hasattr(one, field):
                told[field] = getattr(one, field)
        rows.append(told)
    return rows, lost
