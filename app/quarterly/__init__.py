"""The figures by e-mail when a quarter is over, for those who asked for them."""
