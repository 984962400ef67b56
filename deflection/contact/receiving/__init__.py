"""Contacts that other desks send by themselves: who may, and the endpoint that takes them."""
