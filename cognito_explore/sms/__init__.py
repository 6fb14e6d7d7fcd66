"""What a pool's SMS needs outside Cognito: the sandbox, numbers, registrations."""
