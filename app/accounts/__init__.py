"""Municipalities, institutions, people, roles, permissions, sign-in."""
