"""Mediation over HTTP, gRPC and events."""
