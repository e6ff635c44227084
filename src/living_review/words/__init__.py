"""What readers are told, in prose: facts in, text out.

No figure is computed here, and no page is known. What is said of a team's own files stands beside
the check that says it.
"""
