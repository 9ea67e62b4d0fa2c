"""Measured on a GPU by whoever has one; each also runs on a CPU, small, to show that it works."""
