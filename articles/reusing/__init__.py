"""Answering with what is written already: finding an article while one answers, and knowing what was answered with it.

Reuse is a fact about an article and a place. No name is kept with it, so no list, sort or export can make it anybody's score.
"""
