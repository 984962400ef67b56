"""Where articles can be read from: lines of JSON, folders and archives of Markdown, help centres of Zendesk.

Each reads its files a piece at a time and believes nothing: not the names in an archive, not the sizes it tells, not the text.
"""
