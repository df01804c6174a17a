"""Reading the portfolio: a fixed number of statements a page, whatever the number of cycles."""
