"""Evaluation over HTTP, gRPC and events."""
