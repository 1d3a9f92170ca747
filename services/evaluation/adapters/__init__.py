"""Evaluation on PostgreSQL and the wire."""
