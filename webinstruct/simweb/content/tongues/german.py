"""German."""

from webinstruct.simweb.content.furniture import Furniture
from webinstruct.simweb.content.tongue import Task, Tongue, Words

TONGUE = Tongue(
    code="de",
    furniture=Furniture(
        ("Startseite", "Über uns", "Aktuelles", "Archiv", "Themen", "Suche", "Hilfe", "Kontakt", "Anmelden"),
        (
            "Diese Website verwendet Cookies, um Ihnen das beste Erlebnis zu bieten.",
            "Wir und unsere Partner speichern Cookies auf Ihrem Gerät. Alle annehmen oder Einstellungen wählen.",
        ),
        ("Alle akzeptieren", "Einstellungen"),
        (
            "Günstig in den Urlaub: jetzt Frühbucherrabatt sichern.",
            "Neue Reifen, heute bestellt und heute montiert.",
            "Versicherungen vergleichen und sparen.",
            "Ihre Küche, kostenlos geplant.",
        ),
        (
            "Meistgelesen in dieser Woche",
            "Zehn Ausflüge für Regentage",
            "Unsere Regeln für Kommentare",
            "Fotos des Monats",
            "Ältere Ausgaben",
            "Veranstaltungen in der Nähe",
        ),
        (
            "Anzeige",
            "Mehr auf dieser Seite",
            "Teilen",
            "Ähnliche Beiträge",
            "Datenschutz",
            "Nutzungsbedingungen",
            "Impressum",
            "Alle Rechte vorbehalten.",
            "Jeden Freitag unser Rundbrief.",
            "Abonnieren",
        ),
    ),
    words=Words(
        "Frage:",
        "Antwort:",
        "Aufgabe {}.",
        "Lösung {}.",
        "Aufgaben",
        "Lösungen",
        "Gefragt am",
        "beantwortet am",
        "Aufrufe",
        "Von",
        "Häufige Fragen: {}",
        "Kommentare",
    ),
    names=("Jürgen Weiß", "Käthe Müller", "Sören Groß", "Anna Schäfer", "Björn Vogel", "Heike Lütz"),
    lesson_titles=("{} einfach erklärt", "{} verstehen", "Eine Stunde über: {}", "{} für Anfänger"),
    qa_titles=("{}: wie geht das?", "Hilfe bei: {}", "Ich verstehe das nicht ({})", "{} Schritt für Schritt"),
    headings=("Genauer betrachtet", "Aus dem Unterricht", "Zum Üben", "Noch ein Beispiel", "Auf dem Papier"),
    leads=(
        "Sehen wir uns einen Fall an.",
        "Das Folgende kommt immer wieder vor.",
        "Versuchen Sie es zuerst selbst.",
        "Nun etwas zum Nachdenken.",
    ),
    prose=(
        "Buchstaben stehen in der Algebra für Zahlen, die wir noch nicht kennen oder nicht festlegen wollen.",
        "Eine Probe durch Einsetzen kostet zehn Sekunden und findet fast jeden Flüchtigkeitsfehler.",
        "Eine physikalische Größe ist eine Zahl mal eine Einheit; ohne Einheit fehlt die Hälfte.",
        "Wer vor der Rechnung schätzt, bemerkt ein falsch gesetztes Komma.",
        "Die binomische Formel ⟦(a + b)^2 = a^2 + 2ab + b^2⟧ lässt sich an einem Quadrat ablesen.",
        "Energie geht nie verloren, auch wenn sie sich gern als Wärme versteckt.",
    ),
    tasks={
        "linear": Task(
            "Lineare Gleichungen",
            "Wie löst man die Gleichung {equation}?",
            (
                "Zuerst zieht man auf beiden Seiten {b} ab; übrig bleibt {left}.",
                "Dann teilt man beide Seiten durch {a} und erhält {right}.",
            ),
        ),
        "triangle": Task(
            "Der Satz des Pythagoras",
            "Die Katheten eines rechtwinkligen Dreiecks sind {a} cm und {b} cm lang. Wie lang ist die Hypotenuse?",
            (
                "Nach dem Satz des Pythagoras gilt {law}.",
                "Hier ist {sum}, also {root}. Die Hypotenuse ist {right} lang.",
            ),
        ),
        "percent": Task(
            "Prozentrechnung",
            "Ein Fahrrad kostet {price} Euro und wird um {off} Prozent billiger. Wie viel muss man noch zahlen?",
            ("Der Nachlass beträgt {part} Euro.", "Zu zahlen bleiben {rest} Euro."),
        ),
        "density": Task(
            "Die Dichte eines Körpers",
            "Ein Körper hat eine Masse von {mass} g und ein Volumen von {volume} Kubikzentimetern. Wie groß ist "
            "seine Dichte?",
            ("Die Dichte ist Masse durch Volumen, also {formula} Gramm je Kubikzentimeter.",),
        ),
        "fall": Task(
            "Der freie Fall",
            "Ein Stein fällt {t} Sekunden lang in einen Brunnen. Wie tief ist der Brunnen ungefähr?",
            (
                "Ohne Luftwiderstand gilt {law}.",
                "Mit zehn Metern je Quadratsekunde wird daraus {result} Meter.",
            ),
        ),
    },
    reasons=(
        (
            "Warum Eis schwimmt",
            "Warum schwimmt Eis auf Wasser?",
            "Beim Gefrieren ordnen sich die Moleküle zu einem lockeren Gitter, das etwa neun Prozent mehr Raum "
            "braucht. Eis ist deshalb weniger dicht als das Wasser um es herum.",
            "weil Eis kälter ist",
        ),
        (
            "Die Jahreszeiten",
            "Wie entstehen die Jahreszeiten?",
            "Die Erdachse ist um rund 23,4 Grad geneigt. Ein halbes Jahr lang neigt sich die nördliche Hälfte der "
            "Sonne zu und bekommt mehr und steileres Licht; die Entfernung zur Sonne spielt kaum eine Rolle.",
            "im Sommer ist die Erde näher an der Sonne",
        ),
        (
            "Der Buchdruck",
            "Warum veränderte der Buchdruck Europa so sehr?",
            "Vorher wurde jedes Buch von Hand abgeschrieben und war selten und teuer. Mit beweglichen Lettern ließen "
            "sich ab etwa 1450 in wenigen Tagen Hunderte gleicher Abzüge herstellen, und Ideen verbreiteten sich.",
            "weil man das Papier erfand",
        ),
    ),
    wrong=("Ich würde sagen: {}. Sicher bin ich nicht.", "Bei mir kommt etwas anderes heraus, nämlich {}."),
    noise=("Das steht doch im Schulbuch.", "Das wüsste ich auch gern.", "Bitte einen besseren Titel wählen."),
    headlines=(
        "Stadtrat streitet über neue Straßenbahn",
        "Sturm sperrt Straßen rund um Lüneburg",
        "Schwimmbad öffnet nach langer Verzögerung",
        "Fünf Fragen, die sich die Stadt stellen sollte",
    ),
    news=(
        "Die Kosten werden auf {money} Millionen Euro geschätzt, ein Drittel davon trägt das Land.",
        "Nach Angaben der Polizei waren etwa {count} Menschen dabei, etwas mehr als im Vorjahr.",
        "„Wir haben lange genug gewartet“, sagte eine Anwohnerin, die zwei Straßen weiter wohnt.",
        "Die Opposition nennt den Beschluss übereilt und möchte Zahlen für die nächsten zehn Jahre sehen.",
        "Die Arbeiten sollen im Frühjahr beginnen und {small} Monate dauern, wenn das Wetter mitspielt.",
        "Händler fürchten, dass die Kundschaft ausbleibt, solange die Straße gesperrt ist.",
        "Der Wetterdienst erwartet weiteren Regen und Böen bis {small}0 Kilometer je Stunde.",
        "Vorerst bleibt alles, wie es ist; der Ausschuss tagt nächste Woche wieder.",
    ),
    remarks=(
        "Typisch, dafür ist immer Geld da.",
        "Endlich einmal gute Nachrichten!",
        "Und wer zahlt es? Wir.",
    ),
)
