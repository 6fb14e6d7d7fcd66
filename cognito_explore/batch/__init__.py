"""Many requests: paced, journaled, resumable, on any executor; none is sent twice."""
