"""One HTML file that a manager can read and an engineer can trust: words, pictures, charts with their tables."""
