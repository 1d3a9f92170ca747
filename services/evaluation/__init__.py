"""Evaluation: 综治中心. Presses organs to perform; never ranks or names a person."""
