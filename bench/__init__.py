"""What the product costs to run, measured against the stand-ins."""
