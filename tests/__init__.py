"""What muwazi promises, one sentence a test."""
