"""A bundle in, answers out: numpy, ONNX Runtime, Pillow and pydantic only."""
