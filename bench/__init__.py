"""What the platform does in a second, beside what this machine could do at all: `make bench`."""
