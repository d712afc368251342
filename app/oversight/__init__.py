"""Management control (ledelsestilsyn): each quarter every budget holder looks a page through, and signs it."""
