"""A batch: an outlet's archive becomes a memory, with worker processes, whatever happens."""
