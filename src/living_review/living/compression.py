"""A file as its difference from another: zstd, with the other as dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zstandard

# Level 9 packs 25 MB of findings in about a second; what changed between two versions is small.
LEVEL = 9
LARGEST_WINDOW = 2**31


def compressed(content: bytes, base: bytes = b"") -> bytes:
    """Compress `content` against `base`, which reading it needs again."""
    import zstandard as zstd

    parameters = zstd.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(content) + len(base),
        window_log=_window(len(content) + len(base)),
        enable_ldm=len(base) > 2**20,
        write_checksum=False,
    )
    packer = zstd.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(base))
    return packer.compress(content)


def decompressed(packed: bytes, base: bytes, size: int) -> bytes:
    """Give back what was compressed against `base`; ValueError where that cannot be done."""
    import zstandard as zstd

    unpacker = zstd.ZstdDecompressor(dict_data=_dictionary(base), max_window_size=LARGEST_WINDOW)
    try:
        # A damaged header may name any size, and that much memory would be asked for.
        if zstd.frame_content_size(packed) not in (-1, size):
            raise ValueError("its header names another size")
        return unpacker.decompress(packed, max_output_size=size, allow_extra_data=False)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error


def _dictionary(base: bytes) -> zstandard.ZstdCompressionDict | None:
    import zstandard as zstd

    return zstd.ZstdCompressionDict(base, dict_type=zstd.DICT_TYPE_RAWCONTENT) if base else None


def _window(size: int) -> int:
    """Give the power of two that spans content and base, between zstd's smallest and 2 GiB."""
    return min(max(size.bit_length(), 10), 31)
