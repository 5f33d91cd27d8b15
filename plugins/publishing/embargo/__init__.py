"""The proof that nothing of an item which readers may not see has come into the site."""
