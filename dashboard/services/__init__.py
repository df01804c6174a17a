"""Every change that the dashboard makes: counting figures again, and publishing a commentary."""
