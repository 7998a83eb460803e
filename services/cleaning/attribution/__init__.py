"""Who wrote an article, and when: bylines, datelines and dates in lines of text."""
