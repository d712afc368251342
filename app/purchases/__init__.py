"""What workplaces bought new although they might have found it among the reused: typed, or from the finance system."""
