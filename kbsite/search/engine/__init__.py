"""Ranking in memory over Whoosh's files: posting lists are read once per segment, kept as arrays and scored with numpy.

Whoosh's own matchers walk documents one by one in Python; a question of fifteen words costs them tens of milliseconds at
20,000 documents. The same posting lists as arrays cost one or two.
"""
