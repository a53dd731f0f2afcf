"""What the running service answers when the record system or its own store fails: HTTP in, card or refusal out."""
