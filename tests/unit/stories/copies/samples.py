"""A made-up report, and a made-up form that is filled anew each day."""

REPORT = (
    "The water company of Ostrand will replace forty kilometres of pipe before winter, its"
    " director Petra Halvorsen told the council on Monday. Three streets in the old town lost"
    " pressure in August after a main burst below the market. Halvorsen put the cost at 12.4"
    " million crowns and said that households would not pay for it. The council had asked for a"
    " plan within six weeks. Opposition members called the plan late, and wanted to know why the"
    " main, laid in 1961, had not been looked at since 1998. Work will begin near the harbour,"
    " where a school and a clinic depend on one line, and will move north from there. Traffic on"
    " the quay will be closed at night for about a month."
)
ELSEWHERE = (
    "A film festival opened in Brightwater with a portrait of a lighthouse keeper. The jury of"
    " five gave no prize last year. Tickets for the closing night were sold in an hour."
)


def form(day: str, price: str, volume: str, best: str, worst: str) -> str:
    """The close of a made-up exchange."""
    return (
        f"The Ostrand exchange closed at {price} points on {day} after a turnover of {volume}"
        f" million crowns, its operator said. Shares of {best} gained most in the index, and"
        f" shares of {worst} lost most. The exchange opens again at nine on the next working day."
        " The index has twenty members and is reckoned every ten seconds by the operator."
    )
