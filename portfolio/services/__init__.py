"""Every change that the portfolio makes: keeping views, and changing several cycles at once."""
