"""Every change that the portfolio makes: saved views, and the lead of several cycles at once."""
