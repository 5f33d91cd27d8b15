"""The server of readers' comments: Isso behind a gate that lets through what the portal's pages need, and no more.

A package that stands by itself: it needs the standard library, Isso and waitress, so that an operator copies this
folder to the machine that runs it (`python -m comment_server --help`), where nothing else of the portal has to be.
"""
