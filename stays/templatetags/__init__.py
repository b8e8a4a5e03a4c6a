"""What templates may ask of stays."""
