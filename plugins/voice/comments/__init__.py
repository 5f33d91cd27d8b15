"""Comments of readers: what item pages load, and the server beside the site that keeps and moderates them."""
