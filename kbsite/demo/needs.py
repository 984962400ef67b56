"""What people at Lumo need help with, how often, and how well the help works. The knobs of the simulated world, nothing else."""

from dataclasses import dataclass, field

# Days before the end of the world.
PASSKEY_ARTICLE_REWRITTEN = 35
DOCK_FIRMWARE_RELEASED = 58
CALENDAR_DISRUPTION = 20  # or the Friday before, when that is a weekend

# Share of a week's needs by weekday, Monday first.
OFFICE_WEEK = (1.35, 1.15, 1.05, 1.0, 0.85, 0.12, 0.1)
# Locked accounts come after weekends, when a password was changed on Friday.
MONDAY_WEEK = (2.1, 1.1, 0.85, 0.8, 0.7, 0.1, 0.12)
TRAVEL_WEEK = (0.95, 1.2, 1.25, 1.1, 0.75, 0.15, 0.35)


@dataclass(frozen=True)
class Need:
    """One recurring reason to look for help. Rates are per week of the whole customer base; chances are 0-1."""

    name: str
    issue: str | None
    product: str
    readers: float  # look into the help pages first
    direct: float  # want a person at once
    contents: dict[str, float] = field(default_factory=dict)  # what is read, with weights
    solves: float = 0.5  # what was read solves it
    contacts: float = 0.5  # turns to a person when it stays unsolved
    week: tuple[float, ...] = OFFICE_WEEK
    # From this many days before the end: another chance to be solved, other numbers of people.
    changed_at: int | None = None
    solves_after: float | None = None
    people_after: float = 1.0
    queries: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def is_changed(self, days_before_end: float) -> bool:
        return self.changed_at is not None and days_before_end <= self.changed_at

    def solve_chance(self, days_before_end: float) -> float:
        """Chance that the content which was there on that day solves it."""
        changed = self.is_changed(days_before_end) and self.solves_after is not None
        return self.solves_after if changed else self.solves

    def people_factor(self, days_before_end: float) -> float:
        return self.people_after if self.is_changed(days_before_end) else 1.0


NEEDS = (
    Need(
        name="vpn-drops",
        issue="vpn-drops",
        product="Lumo Connect",
        readers=14,
        direct=4,
        contents={
            "article:vpn-drops-after-an-hour": 0.8,
            "topic:hotel-wifi-vpn-on-the-hour": 0.1,
            "topic:etatyo-vpn-tunnin-valein": 0.1,
        },
        solves=0.5,
        contacts=0.55,
        week=TRAVEL_WEEK,
        queries={
            "en": ("vpn disconnects", "vpn drops every hour", "gateway closed the tunnel 17"),
            "fi": ("vpn katkeaa", "vpn yhteys pätkii", "lumo connect katkeaa"),
            "sv": ("vpn kopplas ner", "vpn bryts hela tiden"),
        },
    ),
    Need(
        name="passkey-new-phone",
        issue="passkey-new-phone",
        product="Lumo ID",
        readers=16,
        direct=1.5,
        contents={"article:move-passkey-to-new-phone": 1.0},
        solves=0.2,
        contacts=0.65,
        changed_at=PASSKEY_ARTICLE_REWRITTEN,
        solves_after=0.78,
        queries={
            "en": ("new phone passkey", "move passkey", "sign in asks for old phone"),
            "fi": ("pääsyavain uusi puhelin", "uusi puhelin kirjautuminen"),
            "sv": ("ny telefon nyckel", "flytta passkey"),
        },
    ),
    Need(
        name="passkey-vpn-gateway",
        issue="passkey-vpn-gateway",
        product="Lumo Connect",
        readers=3,
        direct=3.5,
        contents={"topic:no-matching-credential-vpn": 1.0},
        solves=0.55,
        contacts=0.75,
        changed_at=PASSKEY_ARTICLE_REWRITTEN,
        people_after=0.35,
        queries={
            "en": ("no matching credential", "vpn passkey"),
            "fi": ("no matching credential", "vpn pääsyavain"),
            "sv": ("no matching credential",),
        },
    ),
    Need(
        name="account-locked",
        issue="account-locked",
        product="Lumo ID",
        readers=13,
        direct=3,
        contents={"article:account-is-locked": 0.85, "topic:tunnus-lukittuu-joka-aamu": 0.15},
        solves=0.45,
        contacts=0.5,
        week=MONDAY_WEEK,
        queries={
            "en": ("account locked", "locked for now"),
            "fi": ("tunnus lukossa", "tunnus lukittu"),
            "sv": ("konto spärrat", "kontot låst"),
        },
    ),
    Need(
        name="drive-sync-stuck",
        issue="drive-sync-stuck",
        product="Lumo Drive",
        readers=9,
        direct=1.5,
        contents={"article:drive-waiting-to-sync": 0.9, "topic:drive-one-folder-waiting": 0.1},
        contacts=0.45,
        queries={
            "en": ("waiting to sync", "drive not syncing"),
            "fi": ("drive ei synkronoi", "odottaa synkronointia"),
            "sv": ("drive synkar inte",),
        },
    ),
    Need(
        name="shared-mailbox-phone",
        issue="shared-mailbox-phone",
        product="Lumo Mail",
        readers=6,
        direct=1,
        contents={"article:shared-mailbox-on-phone": 0.85, "topic:jaettu-postilaatikko-puhelimessa": 0.15},
        queries={
            "en": ("shared mailbox", "shared mailbox phone"),
            "fi": ("jaettu postilaatikko", "jaettu laatikko puhelin"),
            "sv": ("delad postlåda", "delad postlåda telefon"),
        },
    ),
    Need(
        name="dock-second-screen",
        issue="dock-second-screen",
        product="Lumo Devices",
        readers=7,
        direct=2,
        contents={"article:dock-finds-one-screen": 0.8, "topic:dockningsstation-en-skarm": 0.2},
        contacts=0.55,
        # The firmware that Software Centre has offered since then removes the cause.
        changed_at=DOCK_FIRMWARE_RELEASED,
        people_after=0.02,
        queries={"en": ("dock second screen",), "fi": ("telakka näyttö",), "sv": ("docka skärm svart",)},
    ),
    Need(
        name="printing",
        issue=None,
        product="Lumo Print",
        readers=8,
        direct=1.8,
        contents={"article:print-from-phone": 0.85, "topic:tulostin-ei-tunne-korttia": 0.15},
        solves=0.55,
        contacts=0.4,
        queries={
            "en": ("print from phone", "badge not known"),
            "fi": ("tulosta puhelimesta", "tulostin ei tunne korttia"),
            "sv": ("skriva ut från telefonen",),
        },
    ),
    Need(
        name="restore-file",
        issue=None,
        product="Lumo Drive",
        readers=6,
        direct=0.8,
        contents={"article:restore-an-overwritten-file": 0.9, "topic:who-emptied-the-shared-folder": 0.1},
        solves=0.7,
        contacts=0.45,
        queries={
            "en": ("restore file", "previous version"),
            "fi": ("palauta tiedosto", "vanha versio"),
            "sv": ("återställ fil", "tidigare version"),
        },
    ),
)

# People who read out of interest, a week.
BROWSERS = 28
# Contacts of the other kinds, a week.
ORDERS = 9
FEEDBACK = 2.6
SMALL_DISRUPTIONS = 1.1
# People who wrote or called on the day of the calendar disruption.
DISRUPTION_CONTACTS = 44
DISRUPTION_ME_TOO = 30

# Searched for and not there: the gap list of an editor.
GAPS = {
    "en": ("parking permit", "change my name in mail", "loan laptop"),
    "fi": ("pysäköintilupa", "nimen vaihtaminen sähköpostiin", "lainakone"),
    "sv": ("parkeringstillstånd", "lånedator", "byta namn i e-posten"),
}
