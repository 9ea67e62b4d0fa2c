"""How good is it? One file a measure; every figure comes with its n and an interval."""
