"""Content and output in S3 storage, by fsspec and s3fs; nothing of either is imported without such an address.

`address` is what an operator writes, `connecting` speaks to storage and says what is wrong with it, `objects` are a
site's files there, and `mirror` keeps a copy of the content in a folder.
"""
