"""Which Chromium the browser tests drive, and a loud word when there is none.

`python -m tests.chromium` is the first step of `make test`; CI calls it with --required.
"""

import os
import shutil
import sys

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# As root in a container there is no sandbox; the rest keeps the browser from calling home, which a closed network refuses.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A headless Chromium calls itself that and would be left out of measurement as a robot. By flag: what is set per context
    # does not reach a beacon that is sent while the page is left.
    "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
]


def executable() -> str | None:
    """The path of a Chromium: $CHROMIUM, one on the PATH, or the one that playwright has installed."""
    for name in (os.environ.get("CHROMIUM", ""), *CANDIDATES):
        path = shutil.which(name) if name else None
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def main() -> int:
    path = executable()
    if path:
        sys.stdout.write(f"Browser tests run in {path}\n")
        return 0
    sys.stderr.write(
        "\n" + "!" * 78 + "\n! NO CHROMIUM FOUND: the browser tests are skipped, and nothing about pages in a real browser\n"
        "! is proven by this run. Install one (Debian: apt-get install chromium; elsewhere:\n"
        "! .venv/bin/playwright install chromium) or set CHROMIUM=/path/to/it.\n" + "!" * 78 + "\n\n"
    )
    return 1 if "--required" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
