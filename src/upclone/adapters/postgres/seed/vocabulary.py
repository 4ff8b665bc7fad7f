"""The words of the load. Everybody and everything in it is made up."""

from __future__ import annotations

from typing import Final


def _list(words: str, between: str = ", ") -> tuple[str, ...]:
    return tuple(words.split(between))


# name, country, latitude and longitude in hundredths of a degree, currency
CITIES: Final = (
    ("Paris", "FR", 4886, 235, "EUR"),
    ("Lyon", "FR", 4576, 484, "EUR"),
    ("Marseille", "FR", 4330, 537, "EUR"),
    ("Toulouse", "FR", 4360, 144, "EUR"),
    ("Nantes", "FR", 4722, -155, "EUR"),
    ("Bordeaux", "FR", 4484, -58, "EUR"),
    ("Lille", "FR", 5063, 306, "EUR"),
    ("Strasbourg", "FR", 4857, 775, "EUR"),
    ("Montpellier", "FR", 4361, 388, "EUR"),
    ("Rennes", "FR", 4811, -168, "EUR"),
    ("Grenoble", "FR", 4519, 572, "EUR"),
    ("Dijon", "FR", 4732, 504, "EUR"),
    ("Angers", "FR", 4747, -55, "EUR"),
    ("Saint-Étienne", "FR", 4544, 439, "EUR"),
    ("Bruxelles", "BE", 5085, 435, "EUR"),
    ("Liège", "BE", 5063, 557, "EUR"),
    ("Antwerpen", "BE", 5122, 440, "EUR"),
    ("Genève", "CH", 4620, 614, "CHF"),
    ("Lausanne", "CH", 4652, 663, "CHF"),
    ("Zürich", "CH", 4737, 854, "CHF"),
    ("Luxembourg", "LU", 4961, 613, "EUR"),
    ("Montréal", "CA", 4550, -7357, "CAD"),
    ("Québec", "CA", 4681, -7121, "CAD"),
    ("Toronto", "CA", 4365, -7938, "CAD"),
    ("Vancouver", "CA", 4928, -12312, "CAD"),
    ("London", "GB", 5151, -13, "GBP"),
    ("Manchester", "GB", 5348, -224, "GBP"),
    ("Bristol", "GB", 5145, -259, "GBP"),
    ("Edinburgh", "GB", 5595, -319, "GBP"),
    ("Dublin", "IE", 5335, -626, "EUR"),
    ("Berlin", "DE", 5252, 1340, "EUR"),
    ("München", "DE", 4814, 1158, "EUR"),
    ("Hamburg", "DE", 5355, 999, "EUR"),
    ("Amsterdam", "NL", 5237, 490, "EUR"),
    ("Madrid", "ES", 4042, -370, "EUR"),
    ("Barcelona", "ES", 4139, 217, "EUR"),
    ("Lisboa", "PT", 3872, -914, "EUR"),
    ("Milano", "IT", 4546, 919, "EUR"),
    ("Roma", "IT", 4190, 1250, "EUR"),
    ("New York", "US", 4071, -7401, "USD"),
    ("San Francisco", "US", 3777, -12242, "USD"),
    ("Chicago", "US", 4188, -8763, "USD"),
    ("Austin", "US", 3027, -9774, "USD"),
    ("Seattle", "US", 4761, -12233, "USD"),
    ("Boston", "US", 4236, -7106, "USD"),
    ("Casablanca", "MA", 3357, -759, "EUR"),
    ("Tunis", "TN", 3681, 1018, "EUR"),
    ("Dakar", "SN", 1472, -1747, "EUR"),
    ("Abidjan", "CI", 536, -401, "EUR"),
    ("Tōkyō", "JP", 3569, 13969, "JPY"),
    ("Sydney", "AU", -3387, 15121, "AUD"),
    ("Bengaluru", "IN", 1297, 7759, "USD"),
    ("Warszawa", "PL", 5223, 2101, "EUR"),
    ("Stockholm", "SE", 5933, 1807, "EUR"),
)

FIRST_NAMES: Final = _list(
    "Adèle Agnès Aïcha Alice Alma Amélie Amina Anaïs Anouk Arthur Aurélien Awa Baptiste Basile Beatrice Benoît Bilal "
    "Camille Caroline Cécile Célestin Chloé Clara Clément Daniel Delphine Diego Edgar Edith Élise Élodie Emil Emma "
    "Esther Étienne Eva Fatou Félix Flora François Gaëlle George Grace Grégoire Hannah Hélène Henri Hugo Ibrahim Inès "
    "Irene Isabelle Jack Jeanne Jérôme Joana Johan Jules Julia Karim Kenza Laura Léa Leïla Léo Lina Louis Luca Lucie "
    "Mado Maëlle Malik Manon Marco Margot Marie Mateo Mathilde Maya Mehdi Mia Mila Moussa Nadia Naomi Nathan Nina "
    "Noah Noé Nora Octave Olga Olive Oscar Pablo Pauline Philippa Quentin Rachel Raphaël Rayan René Romane Rosa Ruben "
    "Sacha Salomé Samir Sarah Simon Sofia Solène Tadeo Théo Thomas Tom Valentine Victor Viola Walter Yann Yasmine Zoé",
    " ",
)

LAST_NAMES: Final = _list(
    "Abadie Achard Allard Amsel Arnoux Ashby Aubert Bachelet Barlow Béranger Bertin Bianchi Blondel Boisvert Bouchard "
    "Brennan Brossard Cardew Carlier Castel Chabrol Chevrier Clavel Cormier Costa Coulon Dacosta Dalby Delaunay Delmas "
    "Desbois Diallo Dorval Dubreuil Duchesne Durieux Ekberg Fabre Falk Fenwick Ferrand Fofana Fontaine Gagnon Garnier "
    "Gaudin Girard Granger Grimaud Guérin Haddad Hallam Hébert Hérault Holm Jacquet Jansen Joubert Kaci Keller "
    "Kermadec Lacombe Lambert Langlois Lavigne Leclercq Lefort Lemaire Lindqvist Loiseau Macé Maillard Marchetti "
    "Marlow Masson Mercier Meunier Monteil Moreau Moss Navarro Ndiaye Noël Novak Okafor Olivier Osei Paquet "
    "Pelletier Perrault Pires Poirier Prescott Quesnel Ravel Renaud Ribeiro Rivière Rossi Rouvière "
    "Sabatier Saunier Sawyer "
    "Schmitt Serrano Silva Sorel Tanguy Tessier Thibault Thorne Traoré Vallet Vasseur Verdier Vidal Villeneuve Voss "
    "Weber Whitlock Yilmaz",
    " ",
)

BUSINESSES: Final = {
    "en": _list(
        "a bakery, a bike shop, a small vineyard, a dental practice, a yoga studio, a law firm, a family hotel, "
        "a city museum, a climbing gym, a ceramics workshop, a coffee roaster, a travel agency, a music school, "
        "a housing association, an online pharmacy, a solar installer, an organic farm, a bookshop, a film festival, "
        "a furniture maker, a language school, a logistics company, a microbrewery, a nursery, an insurance broker, "
        "an architecture practice, a fashion label, a food truck, a gaming start-up, a hardware maker, "
        "a health clinic, "
        "a charity, a town council, a university lab, a robotics start-up, a payment start-up, a recruitment agency, "
        "a sailing club, a second-hand marketplace, a security company, a theatre, a toy shop, a veterinary practice, "
        "a wedding planner, an event agency, a podcast network, a publisher, a consulting firm"
    ),
    "fr": _list(
        "une boulangerie, un magasin de vélos, un petit vignoble, un cabinet dentaire, un studio de yoga, "
        "un cabinet d'avocats, un hôtel familial, un musée municipal, une salle d'escalade, un atelier de céramique, "
        "un torréfacteur, une agence de voyages, une école de musique, un bailleur social, une pharmacie en ligne, "
        "un installateur solaire, une ferme biologique, une librairie, un festival de cinéma, un fabricant de meubles, "
        "une école de langues, une entreprise de logistique, une microbrasserie, une crèche, "
        "un courtier en assurances, "
        "un cabinet d'architecture, une marque de mode, un camion-restaurant, un studio de jeux, une clinique, "
        "une association, une mairie, un laboratoire universitaire, une jeune pousse de robotique, un club de voile, "
        "une agence de recrutement, un dépôt-vente, une société de sécurité, un théâtre, un magasin de jouets, "
        "une clinique vétérinaire, une agence de mariage, une agence événementielle, une maison d'édition, "
        "un cabinet de conseil, un réseau de balados, une épicerie fine, un fleuriste"
    ),
}

# What is asked for, by category: English and French side by side.
THINGS: Final = {
    "development": (
        "website|site internet, customer portal|espace client, booking system|système de réservation, "
        "mobile app|application mobile, payment integration|intégration de paiement, REST API|API REST, "
        "internal dashboard|tableau de bord interne, online shop|boutique en ligne, migration to a new server|"
        "migration vers un nouveau serveur, test suite|suite de tests, plugin|extension, search page|page de recherche"
    ),
    "data": (
        "sales forecast|prévision des ventes, data pipeline|flux de données, dashboard|tableau de bord, "
        "recommendation engine|moteur de recommandation, survey analysis|analyse d'enquête, "
        "cleaning of a customer file|nettoyage d'un fichier clients, chatbot|agent conversationnel, "
        "image classifier|classifieur d'images, data warehouse|entrepôt de données"
    ),
    "design": (
        "logo|logo, brand identity|identité visuelle, brochure|brochure, poster|affiche, packaging|emballage, "
        "business cards|cartes de visite, app mockups|maquettes d'application, landing page design|"
        "design de page d'accueil, children's book illustrations|illustrations de livre jeunesse, menu|menu, "
        "trade fair stand|stand de salon, icon set|jeu d'icônes"
    ),
    "writing": (
        "blog articles|articles de blog, product descriptions|fiches produits, newsletter|infolettre, "
        "press release|communiqué de presse, user manual|manuel utilisateur, white paper|livre blanc, "
        "speech|discours, novel proofreading|relecture de roman, website copy|textes de site, "
        "annual report|rapport annuel"
    ),
    "marketing": (
        "SEO audit|audit de référencement, advertising campaign|campagne publicitaire, social media calendar|"
        "calendrier de réseaux sociaux, launch plan|plan de lancement, market study|étude de marché, "
        "e-mail campaign|campagne d'e-mailing, lead list|liste de prospects, brand strategy|stratégie de marque"
    ),
    "video-animation": (
        "promotional film|film promotionnel, explainer video|vidéo explicative, "
        "interview editing|montage d'entretiens, "
        "product animation|animation de produit, wedding film|film de mariage, subtitles|sous-titres, "
        "short vertical videos|courtes vidéos verticales, opening titles|générique"
    ),
    "photography": (
        "product photos|photos de produits, team portraits|portraits d'équipe, event photos|photos d'événement, "
        "photo retouching|retouche de photos, real estate photos|photos immobilières, food photos|photos culinaires"
    ),
    "audio-music": (
        "podcast editing|montage de balado, jingle|jingle, voice-over|voix off, game soundtrack|bande-son de jeu, "
        "mixing of an album|mixage d'un album, audio guide|audioguide, sound design|habillage sonore"
    ),
    "translation": (
        "translation of a website|traduction d'un site, translation of contracts|traduction de contrats, "
        "transcription of interviews|transcription d'entretiens, subtitle translation|traduction de sous-titres, "
        "proofreading of a thesis|relecture de thèse, interpreting at a fair|interprétariat sur un salon"
    ),
    "business": (
        "business plan|plan d'affaires, process review|revue de processus, hiring campaign|campagne de recrutement, "
        "project coordination|coordination de projet, supplier search|recherche de fournisseurs, "
        "grant application|dossier de subvention, coaching of managers|accompagnement de managers"
    ),
    "finance": (
        "bookkeeping|tenue de comptabilité, annual accounts|comptes annuels, VAT return|déclaration de TVA, "
        "cash flow model|modèle de trésorerie, company valuation|évaluation d'entreprise, payroll|paie"
    ),
    "legal": (
        "terms of sale|conditions générales de vente, privacy policy|politique de confidentialité, "
        "employment contract|contrat de travail, trademark filing|dépôt de marque, "
        "shareholders' agreement|pacte d'associés, lease review|relecture de bail"
    ),
    "engineering": (
        "circuit board|carte électronique, CAD drawings|plans de CAO, structural study|étude de structure, "
        "house plans|plans de maison, prototype|prototype, energy audit|audit énergétique, 3D print|impression 3D"
    ),
    "administration": (
        "customer support|service client, virtual assistance|assistance virtuelle, diary management|gestion d'agenda, "
        "data entry|saisie de données, travel booking|réservation de voyages, help desk|centre d'assistance"
    ),
    "education": (
        "maths lessons|cours de mathématiques, online course|cours en ligne, training day|journée de formation, "
        "exam preparation|préparation d'examen, literature review|revue de littérature, teaching kit|kit pédagogique"
    ),
    "lifestyle": (
        "meal plan|plan de repas, training programme|programme d'entraînement, recipe book|livre de recettes, "
        "travel itinerary|itinéraire de voyage, wardrobe advice|conseil vestimentaire, "
        "knitting patterns|patrons de tricot"
    ),
}

TITLES: Final = {
    "en": (
        "{thing} for {business}",
        "{skill} expert needed: {thing}",
        "Looking for a {skill} freelancer",
        "{thing} with {skill}",
        "{skill}: {thing} for {business}",
        "Help with {skill}",
        "We need a new {thing}",
        "{thing} — {skill} and {other}",
    ),
    "fr": (
        "{thing} pour {business}",
        "Expert {skill} recherché : {thing}",
        "Recherche freelance {skill}",
        "{thing} avec {skill}",
        "{skill} : {thing} pour {business}",
        "Besoin d'aide en {skill}",
        "Création : {thing}",
        "{thing} — {skill} et {other}",
    ),
}

OPENINGS: Final = {
    "en": (
        "We are {business} in {city} and look for help with our {thing}.",
        "Our team at {business} needs a {thing} before the end of the season.",
        "I run {business} and would like to have a {thing} made by somebody who enjoys this kind of work.",
        "After ten years, {business} deserves a better {thing}.",
        "This is a follow-up to a first project: {business} was happy and now wants a {thing}.",
        "The {thing} we have today is old and nobody dares to touch it.",
    ),
    "fr": (
        "Nous sommes {business} à {city} et cherchons de l'aide pour notre {thing}.",
        "Notre équipe, {business}, a besoin de ceci avant la fin de la saison : {thing}.",
        "Je dirige {business} et souhaite confier ce projet à quelqu'un qui aime ce métier : {thing}.",
        "Après dix ans d'existence, {business} mérite mieux : {thing}.",
        "C'est la suite d'un premier projet réussi pour {business} : {thing}.",
        "Ce que nous avons aujourd'hui est ancien et personne n'ose y toucher : {thing}.",
    ),
}

NEEDS: Final = {
    "en": (
        "You know {skill} well and have used {other} in real projects.",
        "Experience with {skill} is required, {other} is welcome.",
        "Please show two or three examples that involve {skill}.",
        "Most of the work is {skill}; a little {other} comes with it.",
        "We already use {other} and want to keep it.",
    ),
    "fr": (
        "Vous maîtrisez {skill} et avez déjà utilisé {other} sur de vrais projets.",
        "Une expérience en {skill} est exigée, {other} est bienvenu.",
        "Merci de montrer deux ou trois réalisations autour de {skill}.",
        "L'essentiel du travail concerne {skill}, avec un peu de {other}.",
        "Nous utilisons déjà {other} et souhaitons le conserver.",
    ),
}

DETAILS: Final = {
    "en": (
        "The text and the pictures are ready.",
        "Everything has to work on a phone as well as on a desk.",
        "We speak once a week by video and write in between.",
        "Drafts are reviewed by three people, so please plan for two rounds of changes.",
        "You will have one contact who decides.",
        "The source files belong to us at the end.",
        "Quality matters more to us than speed.",
        "We are in a hurry and can start on Monday.",
        "There is a style guide that must be followed.",
        "Accessibility is not optional for our visitors.",
        "The budget is fixed, the scope can be discussed.",
        "A longer collaboration is possible if the first month goes well.",
        "Please say which days you are available.",
        "Half of our customers are abroad.",
        "We expect clear documentation so that others can take over.",
        "Our last supplier disappeared, so reliability comes first.",
        "Short answers please: what would you do first, and why?",
        "Privacy rules apply to all the material you will see.",
    ),
    "fr": (
        "Les textes et les images sont prêts.",
        "Tout doit fonctionner aussi bien sur téléphone que sur ordinateur.",
        "Nous échangeons une fois par semaine en visioconférence.",
        "Les brouillons sont relus par trois personnes : prévoyez deux séries de corrections.",
        "Vous aurez un seul interlocuteur, qui décide.",
        "Les fichiers sources nous appartiennent à la fin.",
        "La qualité compte plus que la vitesse.",
        "Nous sommes pressés et pouvons commencer lundi.",
        "Une charte graphique doit être respectée.",
        "L'accessibilité n'est pas facultative pour nos visiteurs.",
        "Le budget est fixe, le périmètre peut se discuter.",
        "Une collaboration plus longue est possible si le premier mois se passe bien.",
        "Merci d'indiquer vos jours de disponibilité.",
        "La moitié de nos clients vit à l'étranger.",
        "Nous attendons une documentation claire pour que d'autres puissent reprendre.",
        "Notre dernier prestataire a disparu : la fiabilité passe avant tout.",
        "Réponses courtes, s'il vous plaît : que feriez-vous en premier, et pourquoi ?",
        "Des règles de confidentialité s'appliquent à tous les documents.",
    ),
}

HEADLINES: Final = {
    "en": (
        "{skill} and {other}",
        "Freelance {skill} specialist",
        "I help teams with {skill}",
        "{skill} for {business}",
    ),
    "fr": (
        "{skill} et {other}",
        "Spécialiste {skill} indépendant",
        "J'aide les équipes en {skill}",
        "{skill} pour {business}",
    ),
}
