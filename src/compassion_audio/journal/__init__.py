"""What was practised: how far a person is in each course, and what they listened to."""
