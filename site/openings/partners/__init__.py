"""Partners: directories that may know a little more, or want to be told. Keys, agreements, webhooks (decision 0019)."""
