"""ONNX Runtime, kept to what it can really do on this machine."""
