"""Field reports: what people on the ground say of strength, partners and rebels, from reporters known by codes."""
