"""The history of intake's schema."""
