"""A service small enough to try the machinery on: notes that people write and correct."""
