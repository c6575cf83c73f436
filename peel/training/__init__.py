"""The chosen model on all training items, as one ONNX file."""
