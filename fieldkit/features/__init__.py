"""What people do: one room for each capability, none of them knows Qt."""
