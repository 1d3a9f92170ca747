"""Intake's doors: REST for people's clients, gRPC for other systems, events from other services."""
