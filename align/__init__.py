"""Two lists of sentences become scored beads: knows vectors; knows no URLs and no CAT tools."""
