"""Plain text taken apart: headline, signatures, paragraphs, and all that is none of them."""
