"""How finished pages become a site; it knows no trial and no outcome."""
