"""What every module stands on; no word of our domain."""
