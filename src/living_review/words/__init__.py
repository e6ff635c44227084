"""What readers are told, in prose: facts in, text out; no figure is computed here."""
