"""How much one linked contact stands for.

Quantity: linked contacts, each weighted by 1 / (share of its channel's contacts that carry a key).
Assumption: within a channel, whether a contact carries a key has nothing to do with what was read before it.
Wrong when: people who saw the suggestions and then phone are identified less often than others; then contacts are
undercounted on one side only, and no weight repairs that (the linkage bound of the comparison does).
Units: contacts. Source: inverse probability weighting (Horvitz and Thompson 1952), capped against single heavy rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deflection.estimation.types import Undetermined

LEAST_LINKED_SHARE = 0.25  # below it four in five contacts are guessed from one: the channel is not measured
HEAVIEST_WEIGHT = 4.0  # = 1 / LEAST_LINKED_SHARE


@dataclass(frozen=True)
class ChannelLinkage:
    """Contacts of one channel in a period, and how many of them carry any key."""

    channel: str
    contacts: int
    contacts_with_key: int

    def __post_init__(self) -> None:
        if not 0 <= self.contacts_with_key <= self.contacts:
            raise ValueError(f"{self.channel}: {self.contacts_with_key} of {self.contacts} contacts cannot carry a key")

    @property
    def linked_share(self) -> float | Undetermined:
        """0-1."""
        if not self.contacts:
            return Undetermined(f"no contact in the channel {self.channel}")
        return self.contacts_with_key / self.contacts

    @property
    def is_measured(self) -> bool:
        share = self.linked_share
        return not isinstance(share, Undetermined) and share >= LEAST_LINKED_SHARE

    def weight(self, *, share_shift: float = 0.0) -> float:
        """What one linked contact stands for, 1 to 4. `share_shift` moves the linked share, for the sensitivity table."""
        share = self.linked_share
        if isinstance(share, Undetermined):
            return 1.0  # nothing of it can be linked, so the weight weighs nothing
        return 1.0 / min(1.0, max(share + share_shift, LEAST_LINKED_SHARE))


def weighted_contacts(linked: Mapping[str, int], linkages: Iterable[ChannelLinkage], *, share_shift: float = 0.0) -> float:
    """Linked contacts by channel, each with its channel's weight. A channel without a linkage is refused."""
    weights = {one.channel: one.weight(share_shift=share_shift) for one in linkages}
    if missing := sorted(set(linked) - set(weights)):
        raise ValueError(f"no linkage is known for the channel {missing[0]}")
    return sum(count * weights[channel] for channel, count in linked.items())
