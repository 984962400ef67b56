"""`make bench`: every measurement of this folder in turn. Ratios of one run count; milliseconds are only shown beside them."""

import importlib
import os
import pkgutil
import sys

import bench


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    wanted = set(sys.argv[1:])
    for module in sorted(pkgutil.iter_modules(bench.__path__), key=lambda found: found.name):
        if module.name.startswith("_") or (wanted and module.name not in wanted):
            continue
        print(f"\n== {module.name}")
        importlib.import_module(f"bench.{module.name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
