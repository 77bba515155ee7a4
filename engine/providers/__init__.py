"""Gmail, Google Calendar, Google's consent and Salesmsg over HTTP: nobody else calls them."""
