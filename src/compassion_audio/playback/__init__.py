"""The sound card: what comes in from the microphone."""
