"""From the choice to a file that is proven: fit, write as ONNX, score the file itself, refuse what differs."""
