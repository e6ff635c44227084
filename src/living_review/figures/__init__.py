"""Figures of a review as SVG text; each has a companion that says in words what it shows."""

from living_review.figures.beside import Beside
from living_review.figures.bubble_plot import bubble_plot, bubble_plot_alt
from living_review.figures.changes import ChangePlot, change_plot_alt, change_plots
from living_review.figures.direction import (
    effect_direction_plot,
    effect_direction_plot_alt,
    effect_direction_plot_left_out,
    effect_direction_plot_pages,
    effect_directions,
)
from living_review.figures.flow import (
    flow,
    prisma_flow,
    prisma_flow_alt,
    prisma_flow_on_paper,
)
from living_review.figures.forest import (
    forest_plate,
    forest_plot,
    forest_plot_alt,
    forest_plot_in_brief,
    forest_plot_narrow,
    forest_plot_pages,
    subgroup_membership,
)
from living_review.figures.funnel import funnel_plot, funnel_plot_alt
from living_review.figures.icon_array import (
    icon_array,
    icon_array_alt,
    icon_array_caption,
    icon_array_row,
)
from living_review.figures.of_many import foremost
from living_review.figures.of_many import note as shown_of_many
from living_review.figures.of_many import shown as shown_on_paper
from living_review.figures.risk_of_bias import (
    risk_of_bias_summary,
    risk_of_bias_summary_alt,
    risk_of_bias_traffic_light,
    risk_of_bias_traffic_light_alt,
)
from living_review.figures.sequential import sequential_plot, sequential_plot_alt
from living_review.figures.series import (
    cumulative_plot,
    cumulative_plot_alt,
    cumulative_plot_pages,
    leave_one_out_plot,
    leave_one_out_plot_alt,
    leave_one_out_plot_pages,
)

__all__ = [
    "Beside",
    "ChangePlot",
    "bubble_plot",
    "bubble_plot_alt",
    "change_plot_alt",
    "change_plots",
    "cumulative_plot",
    "cumulative_plot_alt",
    "cumulative_plot_pages",
    "effect_direction_plot",
    "effect_direction_plot_alt",
    "effect_direction_plot_left_out",
    "effect_direction_plot_pages",
    "effect_directions",
    "flow",
    "foremost",
    "forest_plate",
    "forest_plot",
    "forest_plot_alt",
    "forest_plot_in_brief",
    "forest_plot_narrow",
    "forest_plot_pages",
    "funnel_plot",
    "funnel_plot_alt",
    "icon_array",
    "icon_array_alt",
    "icon_array_caption",
    "icon_array_row",
    "leave_one_out_plot",
    "leave_one_out_plot_alt",
    "leave_one_out_plot_pages",
    "prisma_flow",
    "prisma_flow_alt",
    "prisma_flow_on_paper",
    "risk_of_bias_summary",
    "risk_of_bias_summary_alt",
    "risk_of_bias_traffic_light",
    "risk_of_bias_traffic_light_alt",
    "sequential_plot",
    "sequential_plot_alt",
    "shown_of_many",
    "shown_on_paper",
    "subgroup_membership",
]
