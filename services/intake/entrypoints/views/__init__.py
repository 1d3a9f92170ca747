"""What intake's REST answers look like, one file for each thing shown."""
