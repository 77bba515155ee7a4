"""Messages made of what is stored: each card reads its facts and words them."""
