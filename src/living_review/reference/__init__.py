"""The pages that describe a review's files to people, and to editors, written from the code."""
