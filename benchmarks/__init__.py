"""Measures the service beside a control on the same bodies; nothing of it is imported by the service."""
