"""Evidence files: what may come in, under which name it is shown, and where its bytes are kept. Knows no database."""
