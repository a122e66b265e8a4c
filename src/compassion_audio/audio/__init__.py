"""Sound as numbers: clips, bells, trimming, mixing. All of it float32 at 48 kHz."""
