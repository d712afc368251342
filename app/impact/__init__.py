"""Kilos, CO2e, money and social value, each with the factor it came from."""
