"""The rules of receiving, giving, timing, answering and closing petitions."""
