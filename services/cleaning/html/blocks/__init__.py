"""What a page is made of, block by block, and which of its blocks are the article."""
