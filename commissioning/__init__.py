"""The project: settings, addresses and the frame of every page. No rules of commissioning live here."""
