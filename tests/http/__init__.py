"""The service as its clients meet it: a real server, real requests, real tokens."""
