"""Faults in the running platform, one a round, under load whose every yes is written down."""
