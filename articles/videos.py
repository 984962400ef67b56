"""Which sites a video may come from, and how its player is asked for. Another host is another row here."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class VideoHost:
    """`addresses` are those that people copy, with the video's id as the first group; `player` takes the id.

    The player is the host's own variant without cookies or tracking where it has one.
    """

    name: str
    addresses: re.Pattern[str]
    player: str


@dataclass(frozen=True)
class Video:
    host: str
    player: str

    @property
    def origin(self) -> str:
        """What a page that holds it must allow in frames."""
        parts = urlsplit(self.player)
        return f"{parts.scheme}://{parts.netloc}"


# Players start by themselves, because nothing is fetched before somebody has pressed "play".
HOSTS = (
    VideoHost(
        name="YouTube",
        addresses=re.compile(
            r"https://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)|youtu\.be/)"
            r"([\w-]{11})(?:[?&#/].*)?"
        ),
        player="https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    VideoHost(
        name="Vimeo",
        addresses=re.compile(r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{6,12})(?:[?#/].*)?"),
        player="https://player.vimeo.com/video/{id}?autoplay=1&dnt=1",
    ),
)


def video_behind(url: str) -> Video | None:
    """None for an address of another site, or one that is no video's."""
    for host in HOSTS:
        match = host.addresses.fullmatch(url)
        if match is not None:
            return Video(host=host.name, player=host.player.format(id=match[1]))
    return None
