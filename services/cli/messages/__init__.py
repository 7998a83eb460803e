"""Messages in and out, and the topics that they lie on."""
