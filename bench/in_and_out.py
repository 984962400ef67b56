"""Articles in, out and in again: nothing lost on the way, how fast, and in how much memory.

Real articles of BENCH_DATA into an empty site of its own (SQLite); what stands in their source beside what stands in their pages;
an export of everything into a second empty site, and out of it again. BENCH_SHOWN=20 names that many articles whose counts
differ.
"""

import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench._counted import KINDS, in_source
from bench._shared_data import data_folder, rows

BASE_DIR = Path(__file__).resolve().parents[1]
FILES = {"OfficeDocs": "kb_officedocs_shared.jsonl", "GNOME": "kb_gnome_en_fi_sv.jsonl"}


class Site:
    """An empty site in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "DJANGO_SETTINGS_MODULE": "kbsite.settings.development",
            "DATA_DIR": str(folder),
            "LOG_LEVEL": "ERROR",
        }

    def manage(self, *arguments: str) -> tuple[str, float, float]:
        """What it said, its seconds of CPU, and MiB of memory at its peak. What others do on the machine does not count."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        said = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {status}:\n{said}")
        return said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    def counted(self, source: str) -> dict[str, dict[str, int]]:
        """What stands in each article of a source, by id and language."""
        said, _seconds, _memory = self.manage("shell", "-v", "0", "-c", _COUNT % source)
        return json.loads(said.strip().splitlines()[-1])


_COUNT = """
import json
from django.contrib.staticfiles import storage
storage.staticfiles_storage._wrapped = storage.StaticFilesStorage()  # a site without collected files
from articles.models import ImportedArticle
from articles.rendering.body import render_body
from bench._counted import in_page
found = {}
for one in ImportedArticle.objects.filter(source="%s").select_related("page__locale").iterator(chunk_size=100):
    body = render_body(one.page, reader_language=one.language)
    found[f"{one.external_id}|{one.language}"] = {**in_page(body.html), "links": body.html.count('<a href="/articles/')}
print(json.dumps(found))
"""


def compare(folder: Path, site: Site, name: str, said: str) -> None:
    expected, lost = Counter(), []
    found = site.counted(name)
    for row in rows(folder, FILES[name]):
        told = in_source(row["body_markdown"], row["title"])
        page = found[f"{row['id']}|{row['lang']}"]
        expected.update(told)
        differing = {kind: (told[kind], page.get(kind, 0)) for kind in KINDS if told[kind] != page.get(kind, 0)}
        if differing:
            lost.append((row["id"], row["lang"], differing))
    for kind in KINDS:
        print(f"{kind:12} {expected[kind]:>7,} in {sum(page.get(kind, 0) for page in found.values()):>7,} out")
    print(f"articles in which every count is the same: {len(found) - len(lost):,} of {len(found):,}")
    for one in lost[: int(os.environ.get("BENCH_SHOWN", "0"))]:
        print("   ", one)
    resolved = sum(page["links"] for page in found.values())
    unresolved = next((int(line.split(": ")[1]) for line in said.splitlines() if line.startswith("unresolved link:")), 0)
    print(f"links between articles: {resolved:,} lead to their page, {unresolved:,} lead nowhere known")


def same_files(one: Path, two: Path) -> bool:
    names = [sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) for folder in (one, two)]
    return names[0] == names[1] and not any(filecmp.cmpfiles(one, two, names[0], shallow=False)[1:])


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    with tempfile.TemporaryDirectory(prefix="kbsite-bench-") as scratch:
        first = Site(Path(scratch) / "first")
        first.manage("migrate", "--noinput", "--verbosity", "0")
        # As empty as the first, without migrating again.
        shutil.copytree(first.folder, Path(scratch) / "second")
        measure(folder, first, Site(Path(scratch) / "second"), Path(scratch))


def measure(folder: Path, first: Site, second: Site, scratch: Path) -> None:
    """The real articles into the first site, all of it out and into the second, and out again."""
    for name, file in FILES.items():
        said, seconds, memory = first.manage("import_articles", str(folder / file), "--source", name)
        count = sum(1 for _row in rows(folder, file))
        print(f"\n{name}: {count:,} rows, {count / seconds:.0f} rows per second of CPU, {memory:.0f} MiB at the peak", flush=True)
        compare(folder, first, name, said)
    out = first.manage("export_articles", str(scratch / "out-1"))
    print(f"\nexport: {out[0].strip()}; {out[1]:.1f} s, {out[2]:.0f} MiB", flush=True)
    back = second.manage("import_articles", str(scratch / "out-1"))
    print(f"into an empty site: {back[0].strip()}; {back[1]:.1f} s, {back[2]:.0f} MiB", flush=True)
    second.manage("export_articles", str(scratch / "out-2"))
    print(f"out of it again: {'byte for byte the same' if same_files(scratch / 'out-1', scratch / 'out-2') else 'NOT THE SAME'}")
    again = second.manage("import_articles", str(scratch / "out-1"))
    print(f"in a second time: {again[0].strip()}; {again[1]:.1f} s", flush=True)
