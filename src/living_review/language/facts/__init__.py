"""Every fact that can be said, a module for each subject; `docs/reference/words.md` lists them.

A module here is one file of macros, `templates/<language>/words/<module>.j2`. It knows no finding
and computes nothing.
"""
