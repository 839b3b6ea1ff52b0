"""TensorFlow as a witness: it saw the same forward pass, and must report the same gradients."""
