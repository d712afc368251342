"""Set up and look after an installation: health, people, settings, imports."""
