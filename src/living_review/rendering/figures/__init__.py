"""Figures of a review as SVG text; each has a companion that says in words what it shows."""

from living_review.rendering.figures.forest import (
    forest_plate,
    forest_plot,
    forest_plot_alt,
    subgroup_membership,
)

__all__ = ["forest_plate", "forest_plot", "forest_plot_alt", "subgroup_membership"]
