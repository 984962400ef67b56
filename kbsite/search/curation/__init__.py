"""What editors tell search: words that mean the same, and results that belong on top of a question."""
