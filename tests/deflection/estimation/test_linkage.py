import pytest

from deflection.estimation.linkage import HEAVIEST_WEIGHT, ChannelLinkage, weighted_contacts
from deflection.estimation.types import Undetermined

FORM, PHONE = ChannelLinkage("form", 1000, 1000), ChannelLinkage("phone", 100, 80)


def test_w3_linked_calls_stand_for_those_that_could_not_be_linked():
    weighted = weighted_contacts({"form": 500, "phone": 32}, [FORM, PHONE])
    assert weighted == pytest.approx(540)
    assert weighted / 900 == pytest.approx(0.600)
    assert weighted_contacts({"form": 500}, [FORM]) / 900 == pytest.approx(0.556, abs=0.0005), "what the form alone would say"


def test_a_hardly_linked_channel_is_not_measured_and_its_weight_is_capped():
    chat = ChannelLinkage("chat", 100, 24)
    assert not chat.is_measured
    assert chat.weight() == HEAVIEST_WEIGHT
    assert ChannelLinkage("chat", 100, 25).is_measured
    assert ChannelLinkage("chat", 100, 0).weight() == HEAVIEST_WEIGHT


def test_a_silent_channel_has_no_share():
    silent = ChannelLinkage("social", 0, 0)
    assert isinstance(silent.linked_share, Undetermined)
    assert not silent.is_measured


def test_sensitivity_moves_the_share_but_never_beyond_one():
    assert PHONE.weight(share_shift=-0.1) == pytest.approx(1 / 0.7)
    assert FORM.weight(share_shift=0.1) == 1.0


@pytest.mark.parametrize("linked", [{"pigeon": 1}])
def test_a_channel_without_a_linkage_is_refused(linked):
    with pytest.raises(ValueError, match="pigeon"):
        weighted_contacts(linked, [FORM])


def test_more_keys_than_contacts_are_refused():
    with pytest.raises(ValueError, match="cannot carry"):
        ChannelLinkage("form", 1, 2)
