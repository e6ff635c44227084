"""How finished pages become the two PDFs; no trial and no outcome is known here."""
