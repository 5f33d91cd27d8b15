"""Faults beside the text, under `serve`: which file a page was made of, what is wrong with it, and where that stands.

`places` finds the passage of a line, `answering` speaks to the browser; `margin.js` and
`margin.css` show it. Nothing of this is in the built pages.
"""
