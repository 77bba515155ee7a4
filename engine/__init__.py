"""The product: sequences, their rules, and the engine that sends each step exactly once.

Knows no Slack and no SQL: what it needs of the world stands in `engine.ports`.
"""
