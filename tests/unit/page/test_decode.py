"""decode: bytes of many charsets in, text and the charset's name out."""

import codecs
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinstruct.page.charsets import decoded, fit, known
from webinstruct.page.decode import decode

CHINESE = (
    "老师，我有一个问题：怎样解这个方程？",
    "这道题可以先把两边同时乘以三，然后把含有未知数的项移到左边，其他的数移到右边，最后除以系数就得到答案。"
    "如果你还不明白，请看下面的例子，我们一步一步地说明为什么这样做是对的。",
)
TRADITIONAL = (
    "老師，我有一個問題：怎樣解這個方程？",
    "這道題可以先把兩邊同時乘以三，然後把含有未知數的項移到左邊，其他的數移到右邊，最後除以係數就得到答案。"
    "如果你還不明白，請看下面的例子，我們一步一步地說明為什麼這樣做是對的。",
)
JAPANESE = (
    "この方程式の解き方を教えてください。",
    "まず両辺に三をかけて、次に未知数を含む項を左辺に移します。残りの数は右辺に移して、最後に係数で割ると答えが出ます。"
    "まだ分からないときは、下の例を見てください。",
)
KOREAN = (
    "선생님, 이 방정식은 어떻게 풀어야 하나요?",
    "먼저 양변에 삼을 곱하고 미지수가 있는 항을 왼쪽으로 옮깁니다. 나머지 수는 오른쪽으로 옮기고 마지막에 계수로 "
    "나누면 답이 나옵니다. 아직 이해가 되지 않으면 아래의 예를 보세요.",
)
RUSSIAN = (
    "Как решить это уравнение?",
    "Сначала умножим обе части на три, затем перенесём слагаемые с неизвестным влево, а числа вправо. "
    "В конце разделим на коэффициент и получим ответ. Если что-то неясно, посмотрите пример ниже.",
)
UKRAINIAN = (
    "Як розв'язати це рівняння?",
    "Спочатку помножимо обидві частини на три, потім перенесемо доданки з невідомим ліворуч, а числа праворуч. "
    "Наприкінці поділимо на коефіцієнт і отримаємо відповідь, яку їм слід перевірити.",
)
GREEK = (
    "Πώς λύνεται αυτή η εξίσωση;",
    "Πρώτα πολλαπλασιάζουμε και τα δύο μέλη με το τρία, μετά μεταφέρουμε τους όρους με τον άγνωστο αριστερά. "
    "Στο τέλος διαιρούμε με τον συντελεστή και βρίσκουμε την απάντηση.",
)
HEBREW = (
    "איך פותרים את המשוואה הזאת?",
    "קודם כופלים את שני האגפים בשלוש, אחר כך מעבירים את האיברים עם הנעלם לצד שמאל ואת המספרים לצד ימין. "
    "בסוף מחלקים במקדם ומקבלים את התשובה.",
)
ARABIC = (
    "كيف يمكن حل هذه المعادلة؟",
    "أولا نضرب الطرفين في ثلاثة، ثم ننقل الحدود التي فيها المجهول إلى اليسار والأعداد إلى اليمين. "
    "في النهاية نقسم على المعامل ونحصل على الجواب.",
)
THAI = (
    "สมการนี้แก้อย่างไรครับ",
    "ขั้นแรกให้คูณทั้งสองข้างด้วยสาม จากนั้นย้ายพจน์ที่มีตัวแปรไปทางซ้าย แล้วหารด้วยสัมประสิทธิ์ก็จะได้คำตอบ",
)
FRENCH = (
    "Où est le problème ? Déjà résolu.",
    "On multiplie d'abord les deux côtés par trois, puis on déplace les termes où figure l'inconnue à gauche. "
    "À la fin, on divise par le coefficient et l'on a la réponse. Ça n'est pas très compliqué, mais vérifiez-la.",
)
GERMAN = (
    "Wie löst man diese Gleichung größer null?",
    "Zuerst multipliziert man beide Seiten mit drei, dann bringt man die Glieder mit der Unbekannten nach links. "
    "Schließlich teilt man durch den Faktor und erhält die Lösung. Über Fehler freut sich niemand.",
)
SPANISH = (
    "¿Cómo se resuelve esta ecuación?",
    "Primero se multiplican los dos lados por tres, después los términos con la incógnita pasan a la izquierda. "
    "Al final se divide por el número que la acompaña y así está la solución del año pasado.",
)
ENGLISH = (
    "It’s a “simple” equation – isn’t it?",
    "First multiply both sides by three, then move the unknown’s terms to the left – that’s “all” there is. "
    "Finally divide by the factor… and don’t forget the naïve check in the café.",
)
POLISH = (
    "Jak rozwiązać to równanie, żeby było dobrze?",
    "Najpierw mnożymy obie strony przez trzy, później przenosimy wyrazy z niewiadomą na lewą stronę. "
    "Na końcu dzielimy przez współczynnik i mamy odpowiedź. Jeśli coś jest niejasne, proszę zajrzeć niżej.",
)
CZECH = (
    "Jak se řeší tato rovnice? Děkuji předem.",
    "Nejprve vynásobíme obě strany třemi, potom převedeme členy s neznámou nalevo a čísla napravo. "
    "Nakonec vydělíme koeficientem a máme výsledek. Když něco není jasné, podívejte se níže na příklad.",
)
HUNGARIAN = (
    "Hogyan oldjuk meg ezt az egyenletet? Előre is köszönöm!",
    "Először mindkét oldalt megszorozzuk hárommal, majd az ismeretlent tartalmazó tagokat a bal oldalra visszük. "
    "Végül elosztjuk az együtthatóval, és megkapjuk a választ. Ha kérdésük van, nézzék meg az első példát.",
)
TURKISH = (
    "Bu denklem nasıl çözülür? Teşekkürler.",
    "Önce iki tarafı üçle çarparız, sonra bilinmeyeni içeren terimleri sola geçiririz. "
    "Sonunda katsayıya böleriz ve cevabı buluruz. Anlaşılmayan bir şey varsa aşağıdaki örneğe bakınız.",
)

SAMPLES = [
    ("gbk", CHINESE),
    ("gb18030", CHINESE),
    ("big5", TRADITIONAL),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("euc-kr", KOREAN),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1251", UKRAINIAN),
    ("windows-1253", GREEK),
    ("windows-1255", HEBREW),
    ("windows-1256", ARABIC),
    ("windows-874", THAI),
    ("windows-1252", FRENCH),
    ("windows-1252", GERMAN),
    ("windows-1252", SPANISH),
    ("windows-1252", ENGLISH),
    ("windows-1250", POLISH),
    ("iso-8859-2", POLISH),
    ("windows-1250", CZECH),
    ("iso-8859-2", CZECH),
    ("windows-1250", HUNGARIAN),
    ("windows-1254", TURKISH),
    *(("utf-8", texts) for texts in (CHINESE, JAPANESE, KOREAN, RUSSIAN, GREEK, FRENCH, ENGLISH, POLISH)),
]
DECLARED = ("right", None, "utf-8", "iso-8859-1", "windows-1252", "windows-1251", "gb2312", "iso-8859-2")


def encoded(text: str, charset: str) -> bytes:
    return text.encode({"windows-874": "cp874", "shift_jis": "cp932"}.get(charset, charset))


def page(text: str) -> str:
    nav = '<div class="nav"><a href="/">Home</a></div>\n' * 40
    return f"<html><head><title>{text[:30]}</title></head><body>{nav}<p>{text}</p>{nav}</body></html>"


def cases() -> list[tuple[str, str, str | None, bool, bool]]:
    """(charset, text, declared, declared in a meta, short): every sample under every declaration."""
    return [
        (charset, text, charset if declared == "right" else declared, in_meta, short)
        for charset, texts in SAMPLES
        for text, short in zip(texts, (True, False), strict=True)
        for declared in DECLARED
        for in_meta in (False, True)
        if declared is not None or not in_meta
    ]


def comes_back(charset: str, text: str, declared: str | None, in_meta: bool) -> bool:
    source = page(text)
    if in_meta:
        source = source.replace("<head>", f'<head><meta charset="{declared}">')
    return decode(encoded(source, charset), None if in_meta else declared)[0] == source


def test_texts_of_every_charset_come_back_whatever_was_declared() -> None:
    counts: dict[tuple[str, bool], list[bool]] = {}
    for charset, text, declared, in_meta, short in cases():
        key = ("right" if declared == charset else "missing" if declared is None else "wrong", short)
        counts.setdefault(key, []).append(comes_back(charset, text, declared, in_meta))
    table = {key: sum(found) / len(found) for key, found in counts.items()}
    assert len(cases()) == 930
    assert min(table.values()) >= 0.95, table
    assert all(share == 1.0 for (kind, short), share in table.items() if kind != "wrong" and not short), table


@pytest.mark.parametrize(
    ("html", "http", "text", "charset"),
    [
        (b"plain", None, "plain", "utf-8"),
        (b"plain", "koi8-r", "plain", "utf-8"),  # ASCII reads the same everywhere
        (b"", "x-nonsense", "", "utf-8"),
        ("é".encode(), "iso-8859-1", "é", "utf-8"),
        ("é".encode("latin-1"), "ISO-8859-1", "é", "windows-1252"),
        ("“é”".encode("cp1252"), "iso-8859-1", "“é”", "windows-1252"),
        (codecs.BOM_UTF8 + "é".encode(), "latin-1", "é", "utf-8"),
        (codecs.BOM_UTF8 + "да, это так".encode("cp1251"), "windows-1251", "да, это так", "windows-1251"),
        (codecs.BOM_UTF16_LE + "<p>й".encode("utf-16-le"), None, "<p>й", "utf-16le"),
        (codecs.BOM_UTF16_BE + "<p>й".encode("utf-16-be"), "utf-8", "<p>й", "utf-16be"),
        (codecs.BOM_UTF32_LE + "<p>й".encode("utf-32-le"), None, "<p>й", "utf-32-le"),
        ("<p>no mark й".encode("utf-16-le"), "utf-16", "<p>no mark й", "utf-16le"),
        ("<p>no mark й".encode("utf-16-be"), None, "<p>no mark й", "utf-16be"),
        (b'<meta charset="utf-16">caf\xc3\xa9', None, '<meta charset="utf-16">café', "utf-8"),
        (b"a\0b\0\0c" + "é".encode(), None, "abcé", "utf-8"),
        ("ありがとう".encode("iso2022_jp"), "iso-2022-jp", "ありがとう", "iso-2022-jp"),
        ("①番の問題です。".encode("euc_jis_2004"), "euc-jp", "①番の問題です。", "euc-jp"),
        (
            b"don\x92t " + "é, déjà vu, à côté".encode() * 3,
            "utf-8",
            "don’t " + "é, déjà vu, à côté" * 3,
            "utf-8",
        ),
        (
            b'<?xml version="1.0" encoding="KOI8-R"?>\xc4\xc1',
            None,
            '<?xml version="1.0" encoding="KOI8-R"?>да',
            "koi8-r",
        ),
    ],
)
def test_marks_declarations_and_odd_bytes(html: bytes, http: str | None, text: str, charset: str) -> None:
    assert decode(html, http) == (text, charset)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        "<meta name=x content=y><meta http-equiv='Content-Type' content='text/html; charset={}'/>",
        '<script>charset="utf-8"</script><meta content="text/html;charset= {}" http-equiv=Content-type>',
    ],
)
def test_a_meta_names_the_charset_in_either_form(meta: str) -> None:
    html = meta.format("ISO-8859-5") + "да"
    assert decode(html.encode("iso8859-5"), None) == (html, "iso-8859-5")


@pytest.mark.parametrize(
    "label", ["x-nonsense", "", "utf-7", "\u00e9", "a\0b", "hex", "base64", "idna", "../x", "x" * 99]
)
def test_a_nonsense_label_is_no_charset(label: str) -> None:
    assert known(label) is None
    assert decode("déjà vu".encode("latin-1"), label) == ("déjà vu", "windows-1252")


def test_labels_are_understood_as_browsers_do() -> None:
    labels = (
        "latin1",
        "x-sjis",
        "ks_c_5601-1987",
        "gb2312",
        "big5-hkscs",
        "iso-8859-9",
        "tis-620",
        "UTF8",
        '"cp1251"',
    )
    assert [known(label) for label in labels] == [
        "windows-1252",
        "shift_jis",
        "euc-kr",
        "gbk",
        "big5",
        "windows-1254",
        "windows-874",
        "utf-8",
        "windows-1251",
    ]


def test_text_without_letters_of_its_own_speaks_for_no_charset() -> None:
    assert fit("windows-1251", "“a” – b") == fit("windows-1252", "“a” – b") == 0.5
    assert fit("windows-1252", decoded("Привет".encode("cp1251"), "windows-1252")) < 0.4


HOSTILE = {
    "every byte": bytes(range(256)) * 2000,
    "noise": random.Random(1).randbytes(500_000),
    "high": b"\xff\xfe" + b"\xff" * 500_000,
    "leads": b"\xe3" * 500_000,
    "metas": b"<meta charset=" * 40_000 + b"\xe9",
    "declarations": b"charset=x" * 60_000 + b"\xe9",
    "tags": b"<\xe9>" * 150_000,
    "escapes": b"\x1b$B" * 150_000,
    "nul": b"\0" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("http", [None, "utf-8", "gbk", "euc-jp", "iso-2022-jp", "utf-16"])
def test_hostile_bytes_neither_crash_nor_hang(name: str, http: str | None) -> None:
    start = time.process_time()
    text, charset = decode(HOSTILE[name], http)
    assert time.process_time() - start < 1
    assert (len(text) <= len(HOSTILE[name]), bool(charset), "\0" in text) == (True, True, False)


@settings(max_examples=300, deadline=None)
@given(html=st.binary(max_size=300), charset=st.none() | st.text(max_size=12) | st.sampled_from(DECLARED))
def test_any_bytes_give_text_that_utf8_can_hold(html: bytes, charset: str | None) -> None:
    decode(html, charset)[0].encode()
