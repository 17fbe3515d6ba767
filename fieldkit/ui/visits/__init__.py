"""The home visits screen: planner, form, history and coverage."""
