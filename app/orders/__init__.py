"""Basket, reservation, hold, approval, order, return."""
