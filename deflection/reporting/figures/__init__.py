"""One module a figure: what it counts, its formula, what it leaves out and what it cannot say."""
