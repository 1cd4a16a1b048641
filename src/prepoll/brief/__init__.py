"""Room 10: says it: text, tables, charts, maps; HTML, Markdown, JSON."""
