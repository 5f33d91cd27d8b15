"""From a build to the live site: the passport of a release and the ways to its targets."""
