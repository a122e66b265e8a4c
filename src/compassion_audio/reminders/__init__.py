"""Rules, their moments, and the service that keeps them."""
