"""Letters as they are drawn: fonts, shaping, widths, and what no font has."""
