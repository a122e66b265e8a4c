"""Starting the service at every login, as each system has it."""
