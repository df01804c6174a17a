"""What councillors read: words planted in what is kept from them, looked for at every address."""
