"""All that a place needs to stand up elsewhere, in one sealed file, and back."""
