"""One page of Markdown made into safe HTML, the same for screen and paper.

It knows no trial and no outcome.
"""
