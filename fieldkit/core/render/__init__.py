"""Reports as plain data, drawn as PDF or XLSX."""
