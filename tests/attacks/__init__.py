"""What attackers send: at random, by name, and as advisories have it. docs/security.md says what becomes of it."""
