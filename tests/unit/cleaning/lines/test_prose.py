"""A set phrase alone does not make a sentence a line of the page; a request to readers does."""

import pytest

from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.prose import asks_readers, is_page_line, leads_away
from services.cleaning.lines.split import Block

SENTENCES = """
Video posted by a passenger shows the ramp bending under the lorry.
Videos of the landslide were taken from a bus on the other bank.
Photos from the quay show a line of cars that reaches the church.
Pictured on the stamps are the three last keepers of the lighthouse.
Photographs in the file were taken before the roof was repaired.
Latest figures from the water board put the loss at nine litres a second.
Latest of the candidates to withdraw was the treasurer, Pia Holm.
Related charges against two foremen were dropped in the spring.
Donations of more than 12,000 crowns came from the sister parish.
Two donations, both unsigned, paid for the new bell.
The fundraiser on Saturday brought in less than the choir had hoped.
Its newsletter told members in May that the pool would stay shut.
The school sent newsletters home in four languages last year.
Parents can sign up for the early bus at the town hall.
Every third household agreed to receive email about the works.
Watch officers on the bridge had seen the lights too late.
More on the table this time are the pensions of the night crew.
Top stories of the parish paper had always been about the river.
Topics at the meeting ranged from herring quotas to street lamps.
Tags on the crates name the dealer and the year of the sale.
Recommended for closure in March, the branch library is still open.
Analysts at Getty Images, which rents two floors there, saw no risk.
US officials said donations to the port's fund had been frozen.
“You can subscribe to our newsletter,” the clerk told the widow.
Fotos vom Anleger zeigen lange Schlangen vor dem Ersatzbus.
Themen der Gespräche waren auch die Dienstpläne im Winter.
Spenden von mehr als 40.000 Kronen gingen bei der Gemeinde ein.
Mehr zu den Kosten will die Reederei im Dezember sagen.
Video eines Fahrgasts zeigt den Riss in der alten Rampe.
Bild und Ton der Sitzung wurden erst im Mai veröffentlicht.
Foto en video van de brand werden pas een dag later vrijgegeven.
Fotos del muelle muestran una fila de coches hasta la iglesia.
Imagen y sonido de la sesión se publicaron en el mes de mayo.
El boletín de la parroquia habló por primera vez de la deuda.
Photos et plans du pont ont été remis au juge mardi soir.
Foto e video della frana sono stati consegnati alla procura.
Fotos da ponte mostram que a fenda era mais larga em março.
Bild och ljud från mötet lämnades ut först i maj månad.
Foto tagna från bryggan visar en kö ända fram till kyrkan.
Фото с причала показывают очередь машин до самой церкви.
""".strip().split("\n")

LINES_OF_A_PAGE = """
Video: the ramp bends under a lorry
Sign up for our newsletter and get the tides of the week every Friday.
Subscribe to the newsletter that keeps the whole coast informed.
Enter your address to get newsletters from all of our islands.
If you value this work, please make a donation to the harbour desk.
Donate today and keep the harbour desk independent for another year.
Your donation helps the harbour desk to stay out on the water.
Read more about the strike and its causes in the long report.
Read also: The last keepers of the lighthouse speak out.
Watch the moment in which the ramp bends under the lorry.
See also the map of all crossings that are closed this week.
Related: Ferry company told crews in May that boats would go
Related: The parish council voted in May to close the pool.
Watch: The ramp bends under a lorry on the last day of May.
READ MORE: The ferry company told its crews in May that boats would go.
Video: Der Hang rutscht bei Nacht auf die Strecke am Fluss.
Related stories
Latest news
More on the ferry strike
Top stories
Don't miss our weekly look at the coast and its people.
Smoke stands over the harbour on Monday evening. Photo: A. Holm
A lorry waits on the quay in Larne on Friday morning. Getty Images
Photo by Pia Holm
The quay of Larne seen from the tower, © Pia Holm 2026.
Get the news first: follow the WhatsApp channel of the harbour desk.
Lesen Sie auch, wie die Reederei im Sommer geplant hatte.
Mehr zum Thema
Hier können Sie den Newsletter der Hafenredaktion mit Ihrer Adresse bestellen.
Bitte helfen Sie mit einer Spende, Spenden sind ab fünf Kronen möglich.
Foto: Pia Holm/dpa
Lee también: la última noche de los fareros en la isla.
Suscríbete a nuestro boletín y recibe las mareas cada viernes.
Lire aussi : la dernière nuit des gardiens du phare de l'île.
Abonnez-vous à la lettre du port et recevez les marées du vendredi.
Leggi anche: l'ultima notte dei guardiani del faro sull'isola.
Iscriviti alla newsletter del porto e ricevi le maree ogni venerdì.
Leia também: a última noite dos faroleiros da ilha grande.
Lees ook: de laatste nacht van de wachters op het eiland.
Läs också: den sista natten för väktarna ute på ön.
Czytaj też: ostatnia noc latarników na dużej wyspie.
Читайте также: последняя ночь смотрителей маяка на острове.
Подпишитесь на рассылку порта и читайте о приливах каждую пятницу.
""".strip().split("\n")


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_no_line_of_the_page_by_its_phrase(line: str) -> None:
    assert not leads_away(line)
    assert not is_page_line(Block.of(line), kinds_of(line))


@pytest.mark.parametrize("line", LINES_OF_A_PAGE)
def test_a_request_a_label_and_a_credit_lead_away(line: str) -> None:
    assert leads_away(line)


def test_most_sentences_here_hold_a_phrase() -> None:
    assert sum(bool(kinds_of(line)) for line in SENTENCES) > 0.75 * len(SENTENCES)


def test_a_quotation_asks_no_readers() -> None:
    assert not asks_readers("“Follow us to the boats,” the pilot shouted from the quay.")
    assert asks_readers("Follow us to the boats that leave from the quay.")
    assert not asks_readers("US officials follow the case from afar.")
