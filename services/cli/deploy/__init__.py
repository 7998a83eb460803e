"""Writes the deploy files from the services' registrations: nobody lists services by hand."""
