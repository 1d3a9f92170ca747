"""Events between services: outbox, relay, stream, consumer, inbox."""
