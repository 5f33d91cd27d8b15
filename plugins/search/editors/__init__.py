"""What editors search with: every item, drafts included, by Whoosh's query language. The task `search` calls this."""

from .index import EditorsIndex, Update
from .language import QueryError
from .results import Found, Result, format_found, search_items

__all__ = ["EditorsIndex", "Found", "QueryError", "Result", "Update", "format_found", "search_items"]
