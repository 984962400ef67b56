"""Text in, text out: Markdown to safe HTML, imported HTML to safe HTML, plain text, languages and lemmas.

This room knows no model and no request. `docs` of each promise live in the module that keeps it.
"""
