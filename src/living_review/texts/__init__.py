"""What people write of a review: read from `data/text/`, made inert, its slots filled.

Whatever prints a text takes it from the findings: `findings.text("objectives")`.
"""
