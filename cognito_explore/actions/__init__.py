"""The Cognito actions, one module each: a request record and a response record."""
