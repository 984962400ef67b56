"""Kinds of notices: rooms register a name and an icon in AppConfig.ready, so that the page can show what each is about."""

_icons: dict[str, str] = {}


def register_notice_kind(name: str, *, icon: str) -> None:
    """`name` is stored in rows and never changes; `icon` is one of static/icons.svg."""
    _icons[name] = icon


def icon_of(kind: str) -> str:
    """The kind's icon; a bell for a kind whose room is gone."""
    return _icons.get(kind, "bell")
