"""What everything stands on: errors, numbers as they are written, names, files, the clock.

Nothing here knows a trial, a page or a registry.
"""
