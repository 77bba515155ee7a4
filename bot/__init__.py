"""What Slack and browsers see: views, cards, pages, and the edge they come through."""
