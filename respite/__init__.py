"""The ground floor: organizations, houses, people, access, history, codes and the vault."""
