"""Keeping figures ready, and what somebody writes beside them."""
