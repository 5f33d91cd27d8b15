"""Page views, counted from the web server's own logs, and what readers are told of them."""
