"""How finished pages become the two PDFs; it knows no trial and no outcome."""
