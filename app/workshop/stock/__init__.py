"""The workshop's own stock of parts and materials: how much there is, what it costs and what it weighs."""
