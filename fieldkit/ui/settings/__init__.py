"""Pengaturan: who keeps the book, how it looks, how it is kept safe."""
