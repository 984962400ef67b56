"""The demo comes in through the doors of real use: the rooms' verbs and imports. Loading it twice changes nothing."""

SOURCE = "demo"
DOMAIN = "lumo.example"  # reserved for examples: no mail to it can ever reach anybody
PASSWORD = "lumo-demo-2026"  # noqa: S105  (printed for everybody; check --deploy fails while an account has it)
