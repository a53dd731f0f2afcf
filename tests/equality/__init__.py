"""The fast path answers as a slow and obvious one would."""
