"""How finished pages become a site; no trial and no outcome is known here."""
