"""The ways to reach people, for pages of other rooms."""

from typing import Any

from django import template

from deflection.contact.channels import Channels, channels_of

register = template.Library()


@register.simple_tag(takes_context=True)
def contact_channels(context: dict[str, Any]) -> Channels:
    """`{% contact_channels as channels %}`: hours, expected reply, mailbox and phone. One query a request."""
    return channels_of(context["request"])
