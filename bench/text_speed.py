"""How fast texts are rendered: a post of 3.8 kB, the gates alone, foreign HTML, words for the index."""

import time
from collections.abc import Callable

from kbsite.text.gates import _first_gate, _second_gate, pass_gates
from kbsite.text.lemmas import lemmatise
from kbsite.text.markdown import render_markdown
from kbsite.text.plain import plain_text
from kbsite.text.sanitise import sanitise_html

POST = (
    """## The printer on floor three

After the update it says **offline** on some machines, *not* on all. I tried [the usual steps](/help/printers/) and:

1. Restart the queue
2. Remove the printer, add it again at https://print.example.test/queues
3. Look at the log

```powershell
Get-Printer -Name "Floor 3" | Select-Object Status, PortName
Restart-Service -Name Spooler  # needs an elevated prompt
```

> [!NOTE]
> The code `0x0000011b` came once.

| Machine | Driver | Works |
|---------|:------:|-------|
| A-114   | 3.2.1  | yes   |
| A-115   | 3.2.0  | no    |

"""
    * 6
)[:3800]


def per_second(run: Callable[[], object], seconds: float = 1.0) -> float:
    """Runs a second, after one run that is not counted, by processor time."""
    run()
    runs, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        run()
        runs += 1
    return runs / spent


def main() -> None:
    html = render_markdown(POST)
    words = plain_text(html)
    once = per_second(lambda: render_markdown(POST))
    print(f"post of {len(POST):,} bytes -> {len(html):,} bytes of HTML; rendered {once:,.0f} times a second (1.00)")
    for name, run in {
        "both gates alone": lambda: pass_gates(html),
        "bleach": lambda: _first_gate(html),
        "nh3": lambda: _second_gate(html),
        "as foreign HTML": lambda: sanitise_html(html),
        "plain words": lambda: plain_text(html),
    }.items():
        rate = per_second(run)
        print(f"  {name:<18} {rate:>10,.0f} a second ({rate / once:,.2f})")
    for language in ("en", "fi", "sv"):
        count = len(lemmatise(words, language))
        rate = per_second(lambda language=language: lemmatise(words, language), seconds=0.5)
        print(f"  {count} lemmas ({language}): {rate * count:,.0f} words a second once they are known")
