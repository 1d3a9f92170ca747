"""A county filled with made-up petitions, over the interfaces that everybody else uses."""
