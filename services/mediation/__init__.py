"""Mediation: 矛盾纠纷多元化解中心. Disputes are settled only with the consent of both sides."""
