"""Where larger cities are, so that nobody has to look up their degrees."""

from __future__ import annotations

from typing import Final

from upclone.domain.market import folding

_TEXT: Final = """
AT Graz 47.07 15.44; AT Vienna|Wien|Vienne 48.21 16.37; BE Antwerp|Antwerpen|Anvers 51.22 4.40
BE Brussels|Bruxelles|Brussel 50.85 4.35; BE Ghent|Gent|Gand 51.05 3.72; BE Liège|Liege 50.63 5.57
BG Sofia 42.70 23.32; BR São Paulo|Sao Paulo -23.55 -46.63; CA Montreal|Montréal 45.50 -73.57; CA Ottawa 45.42 -75.70
CA Quebec|Québec 46.81 -71.21; CA Toronto 43.65 -79.38; CA Vancouver 49.28 -123.12; CH Basel|Bâle 47.56 7.59
CH Bern|Berne 46.95 7.45; CH Geneva|Genève|Genf 46.20 6.14; CH Lausanne 46.52 6.63; CH Zurich|Zürich 47.38 8.54
CZ Brno 49.20 16.61; CZ Prague|Praha 50.08 14.44; DE Berlin 52.52 13.40; DE Cologne|Köln 50.94 6.96
DE Dresden|Dresde 51.05 13.74; DE Frankfurt|Francfort 50.11 8.68; DE Hamburg|Hambourg 53.55 9.99
DE Leipzig 51.34 12.37; DE Munich|München 48.14 11.58; DE Stuttgart 48.78 9.18
DK Copenhagen|København|Copenhague 55.68 12.57
DZ Algiers|Alger 36.75 3.06; EE Tallinn 59.44 24.75; ES Barcelona|Barcelone 41.39 2.17; ES Madrid 40.42 -3.70
ES Seville|Sevilla|Séville 37.39 -5.98; ES Valencia|Valence 39.47 -0.38; FI Helsinki 60.17 24.94
FR Angers 47.47 -0.55; FR Annecy 45.90 6.13; FR Bordeaux 44.84 -0.58; FR Brest 48.39 -4.49
FR Clermont-Ferrand 45.78 3.08; FR Dijon 47.32 5.04; FR Grenoble 45.19 5.72; FR Le Havre 49.49 0.11
FR Lille 50.63 3.06; FR Lyon 45.76 4.84; FR Marseille 43.30 5.37; FR Metz 49.12 6.18; FR Montpellier 43.61 3.88
FR Nancy 48.69 6.18; FR Nantes 47.22 -1.55; FR Nice 43.70 7.27; FR Orléans 47.90 1.91; FR Paris 48.86 2.35
FR Reims 49.26 4.03; FR Rennes 48.11 -1.68; FR Rouen 49.44 1.10; FR Saint-Étienne 45.44 4.39
FR Strasbourg 48.57 7.75; FR Toulon 43.12 5.93; FR Toulouse 43.60 1.44; FR Tours 47.39 0.69
GB Birmingham 52.48 -1.90; GB Bristol 51.45 -2.59; GB Cambridge 52.21 0.12; GB Cardiff 51.48 -3.18
GB Edinburgh|Édimbourg 55.95 -3.19; GB Glasgow 55.86 -4.25; GB Leeds 53.80 -1.55; GB London|Londres 51.51 -0.13
GB Manchester 53.48 -2.24; GR Athens|Athènes 37.98 23.73; HR Zagreb 45.81 15.98; HU Budapest 47.50 19.04
IE Dublin 53.35 -6.26; IN Bangalore|Bengaluru 12.97 77.59; IT Bologna|Bologne 44.49 11.34
IT Florence|Firenze 43.77 11.26; IT Milan|Milano 45.46 9.19; IT Naples|Napoli 40.85 14.27; IT Rome|Roma 41.90 12.50
IT Turin|Torino 45.07 7.69; JP Tokyo 35.68 139.69; LB Beirut|Beyrouth 33.89 35.50; LT Vilnius 54.69 25.28
LU Luxembourg 49.61 6.13; LV Riga 56.95 24.11; MA Casablanca 33.57 -7.59; MA Rabat 34.02 -6.84
NL Amsterdam 52.37 4.90; NL Eindhoven 51.44 5.48; NL Rotterdam 51.92 4.48; NL Utrecht 52.09 5.12; NO Bergen 60.39 5.32
NO Oslo 59.91 10.75; PL Gdansk|Gdańsk 54.35 18.65; PL Krakow|Kraków|Cracovie 50.06 19.94
PL Warsaw|Warszawa|Varsovie 52.23 21.01; PL Wroclaw|Wrocław 51.11 17.04; PT Lisbon|Lisboa|Lisbonne 38.72 -9.14
PT Porto 41.15 -8.61; RO Bucharest|București|Bucarest 44.43 26.10; RO Cluj-Napoca 46.77 23.60; RS Belgrade 44.79 20.45
SE Gothenburg|Göteborg 57.71 11.97; SE Malmö|Malmo 55.60 13.00; SE Stockholm 59.33 18.07; SI Ljubljana 46.06 14.51
SK Bratislava 48.15 17.11; SN Dakar 14.72 -17.47; TN Tunis 36.81 10.18; UA Kyiv|Kiev 50.45 30.52
UA Lviv 49.84 24.03; US Austin 30.27 -97.74; US Boston 42.36 -71.06; US Chicago 41.88 -87.63; US Denver 39.74 -104.99
US Los Angeles 34.05 -118.24; US New York 40.71 -74.01; US Portland 45.52 -122.68; US San Francisco 37.77 -122.42
US Seattle 47.61 -122.33; US Washington 38.91 -77.04
"""


def _read() -> dict[tuple[str, str], tuple[float, float]]:
    known = {}
    for entry in _TEXT.replace("\n", ";").split(";"):
        if entry.strip():
            country, _, rest = entry.strip().partition(" ")
            names, latitude, longitude = rest.rsplit(" ", 2)
            for name in names.split("|"):
                known[country, folding.plain(name)] = float(latitude), float(longitude)
    return known


_KNOWN: Final = _read()


def degrees(city: str, country: str) -> tuple[float, float] | None:
    """The latitude and the longitude of a city; None for one that is not among them."""
    return _KNOWN.get((country, folding.plain(city.strip())))
