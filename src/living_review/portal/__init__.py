"""One site over all reviews of a library: what each says, what changed, and whom it should tell.

It reads what is published and computes nothing.
"""
