"""Spreadsheets as teams keep them: one row a trial, or one row an outcome of a trial.

`grid` reads the sheets, `header` finds the names of columns, `words` says what a name means.
`draft` and `asking` make a mapping, `extraction` follows it, `figures` reads single cells.
"""
