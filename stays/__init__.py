"""What is true in the house: guests, stays, beds and nights, closures, guidelines, shifts, connections."""
