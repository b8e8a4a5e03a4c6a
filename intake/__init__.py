"""From first contact to a yes or a kind no: requests, conversations, offers."""
