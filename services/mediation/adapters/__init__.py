"""Mediation on PostgreSQL and the wire."""
