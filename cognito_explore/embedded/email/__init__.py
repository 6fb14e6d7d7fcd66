"""The e-mail of the embedded AWS: what decides whether a message arrives.

Plain logic, without moto and botocore.
"""
