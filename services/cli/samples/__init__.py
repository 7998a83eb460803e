"""Sample articles, written for Wireroom: news of places and people that do not exist."""

from pathlib import Path

SAMPLES = Path(__file__).parent
