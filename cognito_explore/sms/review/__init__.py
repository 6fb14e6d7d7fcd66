"""What registrations are refused for, found before anybody refuses one."""
