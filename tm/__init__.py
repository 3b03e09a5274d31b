"""Beads become a translation memory: knows TMX and CAT tools; knows no HTML pages."""
