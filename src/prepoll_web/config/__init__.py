"""Settings, addresses and policies of the workbench."""
