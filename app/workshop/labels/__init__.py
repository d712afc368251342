"""Labels: what they say, on which paper, true to size; and those that were printed before they had a thing."""
