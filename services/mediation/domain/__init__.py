"""What is true in mediation, whatever it runs on."""
