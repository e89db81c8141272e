"""Each shape of the language held against worked examples of published methods."""
