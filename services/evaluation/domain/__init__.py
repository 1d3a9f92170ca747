"""What is true in evaluation, whatever it runs on."""
