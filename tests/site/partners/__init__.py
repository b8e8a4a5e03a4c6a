"""Partners: keys, agreements, webhooks."""
