"""What a person asks of a portal; what is left open is as it was, or as the program has it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from living_review.ground.errors import BadInput


@dataclass(frozen=True)
class Settings:
    """The settings of a portal; None leaves one open."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    link: bool | None = None

    def or_else(self, before: Settings) -> Settings:
        """Take what is not asked for from the time before."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return Settings(**asdict(before) | given)


def asked(
    *, title: str | None, url: str | None, language: str | None, link: bool | None
) -> Settings:
    """Give what was asked for on a command line; BadInput for an address that is none."""
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        raise BadInput(
            f"--url '{url}' is no address of a website; write one such as "
            "https://reviews.example.org/."
        )
    return Settings(title, url, language, link)
