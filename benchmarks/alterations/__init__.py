"""Small changes to the program: made, given to the nearest tests, and counted."""
