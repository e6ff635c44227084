"""Which page of the report holds what: templates filled with words, tables and figures.

A page is text here; how it is set is for `website` and `paper`.
"""
