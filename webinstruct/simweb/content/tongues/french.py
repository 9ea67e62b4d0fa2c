"""French."""

from webinstruct.simweb.content.furniture import Furniture
from webinstruct.simweb.content.tongue import Task, Tongue, Words

TONGUE = Tongue(
    code="fr",
    furniture=Furniture(
        (
            "Accueil",
            "À propos",
            "Actualités",
            "Archives",
            "Thèmes",
            "Rechercher",
            "Aide",
            "Contact",
            "Connexion",
        ),
        (
            "Ce site utilise des cookies pour vous offrir la meilleure expérience.",
            "Nos partenaires et nous déposons des cookies sur votre appareil. Tout accepter ou paramétrer.",
        ),
        ("Tout accepter", "Paramétrer"),
        (
            "Partez moins cher cet automne.",
            "Vos pneus neufs, montés le jour même.",
            "Comparez les assurances et économisez.",
            "Votre cuisine dessinée gratuitement.",
        ),
        (
            "Les plus lus de la semaine",
            "Dix idées pour les jours de pluie",
            "Nos règles pour les commentaires",
            "Les photos du mois",
            "Anciens numéros",
            "Près de chez vous",
        ),
        (
            "Publicité",
            "À lire aussi sur ce site",
            "Partager",
            "Articles liés",
            "Vie privée",
            "Conditions d'utilisation",
            "Mentions légales",
            "Tous droits réservés.",
            "Notre lettre chaque vendredi.",
            "S'abonner",
        ),
    ),
    words=Words(
        "Question :",
        "Réponse :",
        "Exercice {}.",
        "Solution {}.",
        "Exercices",
        "Solutions",
        "Demandé le",
        "répondu le",
        "vues",
        "Par",
        "Questions fréquentes : {}",
        "commentaires",
    ),
    names=("Hélène Dupré", "François Lefèvre", "Zoé Garçon", "André Noël", "Cécile Brûlé", "Gaël Forêt"),
    lesson_titles=("{} en mots simples", "Comprendre : {}", "Une leçon sur : {}", "{} pour débuter"),
    qa_titles=(
        "{} : comment faire ?",
        "Besoin d'aide : {}",
        "Je ne comprends pas ({})",
        "{}, étape par étape",
    ),
    headings=("De plus près", "En classe", "Pour s'exercer", "Encore un exemple", "Sur le papier"),
    leads=(
        "Regardons un cas.",
        "Ce qui suit revient sans cesse.",
        "Essayez d'abord vous-même.",
        "Voici de quoi réfléchir.",
    ),
    prose=(
        "En algèbre, les lettres représentent des nombres que l'on ne connaît pas encore.",
        "Une vérification par substitution coûte dix secondes et trouve presque toutes les étourderies.",
        "Une grandeur physique est un nombre multiplié par une unité ; sans unité, il en manque la moitié.",
        "Estimer avant de calculer protège d'une virgule mal placée.",
        "L'identité ⟦(a + b)^2 = a^2 + 2ab + b^2⟧ se lit sur un carré découpé en quatre.",
        "L'énergie ne se perd jamais, même si elle aime se cacher sous forme de chaleur.",
    ),
    tasks={
        "linear": Task(
            "Les équations du premier degré",
            "Comment résoudre l'équation {equation} ?",
            (
                "On retranche d'abord {b} des deux côtés ; il reste {left}.",
                "On divise ensuite les deux côtés par {a}, ce qui donne {right}.",
            ),
        ),
        "triangle": Task(
            "Le théorème de Pythagore",
            "Les côtés de l'angle droit d'un triangle mesurent {a} cm et {b} cm. Quelle est la longueur de "
            "l'hypoténuse ?",
            (
                "D'après le théorème de Pythagore, {law}.",
                "Ici {sum}, donc {root}. L'hypoténuse mesure {right}.",
            ),
        ),
        "percent": Task(
            "Les pourcentages",
            "Un vélo coûte {price} euros et son prix baisse de {off} pour cent. Combien faut-il payer ?",
            ("La remise est de {part} euros.", "Il reste à payer {rest} euros."),
        ),
        "density": Task(
            "La masse volumique",
            "Un objet a une masse de {mass} g et un volume de {volume} centimètres cubes. Quelle est sa masse "
            "volumique ?",
            ("C'est la masse divisée par le volume, soit {formula} grammes par centimètre cube.",),
        ),
        "fall": Task(
            "La chute libre",
            "Une pierre tombe pendant {t} secondes dans un puits. Quelle est à peu près sa profondeur ?",
            (
                "Sans frottement de l'air, {law}.",
                "Avec dix mètres par seconde au carré, on trouve {result} mètres.",
            ),
        ),
    },
    reasons=(
        (
            "La glace qui flotte",
            "Pourquoi la glace flotte-t-elle sur l'eau ?",
            "En gelant, les molécules forment un réseau ouvert qui occupe environ neuf pour cent de place en plus. "
            "La glace est donc moins dense que l'eau qui l'entoure.",
            "parce que la glace est plus froide",
        ),
        (
            "Les saisons",
            "D'où viennent les saisons ?",
            "L'axe de la Terre est incliné d'environ 23,4 degrés. Pendant six mois l'hémisphère nord penche vers le "
            "Soleil et reçoit une lumière plus directe ; la distance au Soleil ne joue presque aucun rôle.",
            "la Terre est plus proche du Soleil en été",
        ),
        (
            "L'imprimerie",
            "Pourquoi l'imprimerie a-t-elle tant changé l'Europe ?",
            "Avant elle, chaque livre était copié à la main, donc rare et cher. Avec les caractères mobiles, "
            "vers 1450, on tirait des centaines d'exemplaires en quelques jours, et les idées circulaient.",
            "parce qu'on inventa le papier",
        ),
    ),
    wrong=("Je dirais : {}. Mais je n'en suis pas sûr.", "Je trouve autre chose, à savoir {}."),
    noise=(
        "C'est dans ton manuel.",
        "Moi aussi, j'aimerais le savoir.",
        "Merci de choisir un meilleur titre.",
    ),
    headlines=(
        "Le conseil municipal se divise sur le tramway",
        "La tempête ferme des routes près d'Orléans",
        "La piscine ouvre après un long retard",
        "Cinq questions que la ville devrait se poser",
    ),
    news=(
        "Le coût est estimé à {money} millions d'euros, dont un tiers à la charge de l'État.",
        "Selon la police, environ {count} personnes étaient là, un peu plus que l'an dernier.",
        "« Nous avons assez attendu », dit une habitante qui vit deux rues plus loin.",
        "L'opposition juge la décision hâtive et demande des chiffres pour les dix années à venir.",
        "Les travaux devraient commencer au printemps et durer {small} mois, si le temps le permet.",
        "Les commerçants craignent que la clientèle ne vienne plus tant que la rue est fermée.",
        "La météo annonce encore de la pluie et des vents jusqu'à {small}0 kilomètres à l'heure.",
        "Pour l'instant, rien ne change ; la commission se réunira de nouveau la semaine prochaine.",
    ),
    remarks=("Pour ça, il y a toujours de l'argent.", "Enfin une bonne nouvelle !", "Et qui paie ? Nous."),
)
