"""Deliveries under the worst circumstances there are, and whether any of them was lost or doubled."""
