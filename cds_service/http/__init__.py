"""What HTTP knows and nobody else: routes, wire shapes, client authentication, errors, limits, logs, metrics."""
