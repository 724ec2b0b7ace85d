"""Conversations as people left them, with their answers, and what people marked right or wrong."""
