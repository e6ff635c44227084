"""Slips that people make in the files of a review, and what the program says of each."""
