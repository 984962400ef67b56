"""Everything that editors made, as files: exact as JSON Lines, readable as Markdown. docs/exporting-articles.md tells the form.

For the owner on the command line: nothing is hidden from it. What readers did (votes, words, addresses, requests) is not in it.
"""

FORMAT = "articles"
VERSION = 1
# Written last: an export without it was not finished.
MANIFEST = "export.json"
SECTIONS = "sections.jsonl"
ARTICLES = "articles.jsonl"
FILES = "files.jsonl"
