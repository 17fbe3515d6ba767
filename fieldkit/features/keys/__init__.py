"""The ways into a book: passphrase, PIN, recovery code, and a coordinator's keeping."""
