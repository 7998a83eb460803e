"""Short reports of made-up events: two of one ferry, one of another, one of a vote."""

from services.lab.stories.labelled import article_of
from services.stories.clues import Clues, read_clues

FERRY = (
    "The ferry Marisol ran aground off Port Hadley on Tuesday with 214 people on board, the coast"
    " guard said. Captain Elin Strand told reporters that the rudder had failed. Two passengers"
    " were treated in Port Hadley for bruises. The Marisol sails for the Norvane Line."
)
FERRY_LATER = (
    "PORT HADLEY - Investigators boarded the Marisol on Wednesday, a day after she ran aground with"
    " 214 people. Norvane Line said that captain Elin Strand was helping them. The rudder of the"
    " ferry will be examined in Port Hadley."
)
OTHER_FERRY = (
    "The ferry Kestrel lost power near Quell Island on Tuesday with 96 people on board, the coast"
    " guard said. Captain Tomas Weir told reporters that an engine had failed. Nobody was hurt. The"
    " Kestrel sails for Brightwater Ferries."
)
VOTE = (
    "Parliament in Ostrand voted 61 to 40 on Friday for the water law of minister Petra Halvorsen."
    " Farmers had protested against the price of irrigation for weeks."
)


def clues(number: int, text: str, day: str | None = "2026-03-10", title: str = "") -> Clues:
    """The clues of one of them, as the article ``aN``."""
    row = {"id": f"a{number}", "title": title, "text": text}
    return read_clues(article_of(row | ({"date": day} if day else {})))
