"""Review an alignment in the browser: read, correct, and save what a person decided."""
