"""Local stand-ins for Slack, Google and Salesmsg, and the story played on them.

Each stand-in is a real HTTP server that keeps its vendor's rules and unpleasant habits.
Nothing in here imports the product: the two meet over HTTP only.
"""
