"""Bringing petitions in from a file: read by rows, mapped, sent in batches, refused one by one."""
