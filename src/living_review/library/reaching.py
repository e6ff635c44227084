"""What an address leads to: a review that can be brought, or every review below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_review.library.addresses import EVERY, GIT, folder_of

if TYPE_CHECKING:
    from living_review.library.places import Place


def every_review(address: str) -> tuple[str, ...]:
    """Find every review below an address that ends with `/**`."""
    above = address.removesuffix(EVERY)
    if above.startswith(GIT):
        from living_review.library.repositories import GitFolder

        with GitFolder(above) as repository:
            return repository.reviews_below()
    from living_review.library.store import StoreFolder

    return StoreFolder(above).reviews_below()


def place_at(address: str) -> Place:
    """Give what brings a review from an address and puts it back."""
    if address.startswith(GIT):
        from living_review.library.repositories import GitFolder

        return GitFolder(address)
    folder = folder_of(address)
    if folder is not None:
        from living_review.library.places import LocalFolder

        return LocalFolder(folder)
    from living_review.library.store import StoreFolder

    return StoreFolder(address)
