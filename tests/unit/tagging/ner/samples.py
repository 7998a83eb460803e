"""Texts that spaCy's tokenizer has rules for."""

ODD = (
    *(":)", "(", ")", "8)", "(8", ";-D", "a.m.", "don't", "U.S.-led", "http://x.org/a?b=1"),
    *("me@x.org", "...", "’s", "'s", "2,000km", "$5m", "Łódź", "🙂", "—", "/", "“Ito”", "\u200b"),
)
