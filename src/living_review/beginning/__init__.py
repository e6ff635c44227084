"""How a review begins: what its team is asked, and the first files that follow from the answers."""
