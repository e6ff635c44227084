"""Many reviews at once: found, brought up to date or looked at, and told as one.

It knows nothing of the inside of one review: each is handed to `runs`, as by hand.
"""
