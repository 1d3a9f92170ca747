"""Intake's I/O: tables, the one visibility predicate, and what the ports promise."""
