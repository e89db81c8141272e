"""How dates are written in fields."""
