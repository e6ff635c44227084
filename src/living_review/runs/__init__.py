"""The order of the steps: a build, a new version, an old one made again.

Nothing happens here that could happen lower down.
"""
