"""The order of the steps: a build, a new version, an old one made again."""
