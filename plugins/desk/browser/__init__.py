"""The desk in the browser at `/bien-tap/`: Decap CMS, configured from the shared list of fields."""
