"""Danish search: words, compounds, synonyms and spelling help, the same on every database."""
