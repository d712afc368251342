"""The data on a device: its media, how they were erased and by whom, and what the municipality demands of it."""
