"""Living Review: from a trial registry to a published systematic review.

`import living_review as lr` gives an analyst `pool`, `effect_size` and `load`; each part is loaded
when it is first asked for, so that the program itself starts without them.
"""

from importlib import import_module as _import_module

__version__ = "0.1.0"
__all__ = [
    "Drawing",
    "EffectSize",
    "MetaAnalysis",
    "Pools",
    "Regression",
    "Result",
    "Review",
    "__version__",
    "effect_size",
    "load",
    "pool",
]


def __getattr__(name: str) -> object:
    # By name, so that no room that asks for the version stands upon all the others.
    if name in __all__:
        return getattr(_import_module(f"{__name__}.notebook"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
