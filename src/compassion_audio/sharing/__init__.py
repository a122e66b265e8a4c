"""What is handed to somebody else: the page, the sealed page, the feed, and a look for names."""
