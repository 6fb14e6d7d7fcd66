"""Why a code did or did not arrive: which way the messages of a user pool go."""
