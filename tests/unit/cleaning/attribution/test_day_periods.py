"""The words of a part of the day tell which of two times is meant."""

import pytest

from services.cleaning.attribution import dates


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("4 de marzo de 2019, 9:05 de la noche", "es", "21:05"),
        ("4 de marzo de 2019, 12:05 de la noche", "es", "00:05"),
        ("4 de marzo de 2019, 8:05 de la tarde", "es", "20:05"),
        ("4 de marzo de 2019 a las 9 de la mañana", "es", "09:00"),
        ("4 de marzo de 2019, 9:05 de la noche", None, "21:05"),
        ("4 de março de 2019, 9:05 da noite", "pt", "21:05"),
        ("4 mars 2019 à 9h05 du soir", "fr", "21:05"),
        ("4 mars 2019 à 2h05 de l’après-midi", "fr", "14:05"),
        ("4 marzo 2019, ore 9:05 di sera", "it", "21:05"),
        ("4 marzo 2019, 9:05 del mattino", "it", "09:05"),
        ("4. März 2019, 9 Uhr abends", "de", "21:00"),
        ("4. März 2019, 12:05 Uhr mittags", "de", "12:05"),
        ("4 maart 2019, 9:05 ’s avonds", "nl", "21:05"),
        ("4 марта 2019, 9:05 вечера", "ru", "21:05"),
        ("4 марта 2019, 2:05 ночи", "ru", "02:05"),
        ("4 березня 2019, 9:05 вечора", "uk", "21:05"),
        ("4 marca 2019, 9:05 wieczorem", "pl", "21:05"),
        ("2019. március 4. este 9:05", "hu", "21:05"),
        ("2019. március 4. du. 3:05", "hu", "15:05"),
        ("4 Μαρτίου 2019, 9:05 μ.μ.", "el", "21:05"),
        ("4 Mart 2019, öğleden sonra 3:05", "tr", "15:05"),
        ("4 Maret 2019, 9:05 malam", "id", "21:05"),
        ("4 tháng 3, 2019 9:05 tối", "vi", "21:05"),
        ("2019年3月4日 下午3時05分", "zh", "15:05"),
        ("2019年3月4日 晚上9:05", "zh", "21:05"),
        ("2019年3月4日 凌晨2:05", "zh", "02:05"),
        ("2019年3月4日 夜9時05分", "ja", "21:05"),
        ("2019년 3월 4일 오후 3시 5분", "ko", "15:05"),
        ("2019년 3월 4일 밤 9시 5분", "ko", "21:05"),
        ("2019년 3월 4일 새벽 2시", "ko", "02:00"),
        ("4 मार्च 2019, रात 9:05 बजे", "hi", "21:05"),
        ("৪ মার্চ ২০১৯, সকাল ৯:০৫", "bn", "09:05"),
        ("4 مارس 2019 - 9:05 مساءً", "ar", "21:05"),
        ("4 مارس 2019، الساعة 9:05 ليلا", "ar", "21:05"),
        ("4 במרץ 2019, 9:05 בערב", "he", "21:05"),
        ("4 March 2019, 9:05 in the evening", "en", "21:05"),
        ("4 March 2019, 21:05 in the evening", "en", "21:05"),
        ("4 mai 2019 9:05 este", "es", "09:05"),
        ("4 de março de 2019, 9:05 em Lisboa", "pt", "09:05"),
        ("4 March 2019, 9:05 Late Night Show", "en", "09:05"),
    ],
)
def test_a_time_of_twelve_hours(text: str, language: str | None, time: str) -> None:
    assert [one.value[11:] for one in dates.find(text, language)] == [time]


@pytest.mark.parametrize("text", ["4 March 2019, 9 comments", "4 March 2019 | 3 min"])
def test_a_number_without_such_words_is_no_time(text: str) -> None:
    assert [one.value for one in dates.find(text, "en")] == ["2019-03-04"]
