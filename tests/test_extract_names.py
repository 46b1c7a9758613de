"""Names: known acronyms with other long forms, persons without title or role, boundaries of bodies."""

from __future__ import annotations

import re

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.extract import extract
from lpipgraph.records import Records

FRAME = """Policy Innovate
Issue No. 30
May 2026

Contents
A look at the facts

A look at the facts

By Dr Kate Harrow, Northfield University

It has been a long year for policy. {} There is more to come.

The next issue comes in July.
"""
#: Words for new long forms, by their first letters.
_WORDS = {
    "A": "Agricultural", "B": "Border", "C": "Council", "D": "Data", "E": "Estuary", "F": "Forum", "G": "Guild",
    "H": "Harbour", "I": "Institute", "J": "Joint", "K": "Kinship", "L": "League", "M": "Mining", "N": "Network",
    "O": "Observatory", "P": "Partnership", "Q": "Quarry", "R": "River", "S": "Society", "T": "Trust", "U": "Union",
    "V": "Valley", "W": "Weaving", "X": "Xylophone", "Y": "Youth", "Z": "Zinc",
}  # fmt: skip


def read(path, sentence: str, authority: Authority | None = None) -> Records:
    """The records of a short issue that holds a sentence."""
    file = path / "issue.txt"
    file.write_text(FRAME.format(sentence), "utf-8")
    return extract(document.read(file), authority or Authority())


def _acronyms() -> list[tuple[str, str]]:
    known = Authority.read()
    return [
        (entry.id, name)
        for entry in known.entries
        for name in entry.names
        if entry.cls == "Organisation"
        and re.fullmatch(r"[A-Z]{3,5}", name)
        and any(" " in n for n in entry.names)
    ]


def test_a_known_acronym_with_another_long_form_is_another_body(tmp_path):
    known = Authority.read()
    acronyms = _acronyms()
    assert len(acronyms) > 10
    merged = []
    for id_, acronym in acronyms:
        long = " ".join(_WORDS[letter] for letter in acronym)
        found = read(
            tmp_path, f"The {long} ({acronym}) published a report. Later {acronym} found more.", known
        )
        if id_ in {e.id for e in found.entities}:
            merged.append((acronym, long))
        assert any(acronym in str(note["what"]) for note in found.notes)
    assert merged == []


def test_a_known_acronym_with_its_own_long_form_is_the_known_body(tmp_path):
    known = Authority.read()
    by_id = {e.id: e for e in known.entries}
    lost = []
    for id_, acronym in _acronyms():
        long = max(by_id[id_].names, key=len)
        found = read(
            tmp_path, f"The {long} ({acronym}) published a report. Later {acronym} found more.", known
        )
        if id_ not in {e.id for e in found.entities}:
            lost.append((acronym, long))
    assert lost == []


SENTENCES = [
    "{} joined the Institute for Regional Studies in 2024.",
    "The report was written by {} and published in May.",
    "{} chairs the panel.",
    "We welcome {}, who joins us from Demos.",
    "{}, Head of Policy at the Centre for Rural Futures, agreed.",
    "“We are ready,” said {}.",
]
NAMES = [
    "Ada Green", "Theresa Park", "Jo Church", "Grace London", "Ian Levy", "J. R. Hale", "J.R. Hale",
    "Siobhán O'Neill-Byrne", "Ngozi Okonjo-Iweala", "Ludwig van der Berg", "Mary McAllister", "Wei Zhang",
    "Harpreet Gill", "Llinos Prys-Davies", "Tomos ap Gwilym", "Kwasi Mensah", "Min-jun Park", "Mohammed bin Rashid",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_person_needs_no_title(tmp_path, name):
    for sentence in SENTENCES:
        found = read(tmp_path, sentence.format(name))
        assert name in {e.name for e in found.entities if e.cls == "Person"}, sentence
        assert name not in {e.name for e in found.entities if e.cls != "Person"}, sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The Joseph Rowntree Foundation published a report.",
        "The Victoria Park scheme opened in May.",
        "The Alan Turing Institute and the Francis Crick Institute met.",
        "Charlotte Street Partners and Rose Hill School agreed.",
        "The Jo Cox Foundation says it will fund the work.",
        "Martin Luther King Way is being rebuilt.",
        "May Day was warm and Green Park was full.",
        "The Windsor Framework was agreed.",
        "Power to Change and Sport England funded it.",
    ],
)
def test_a_thing_called_after_a_person_is_no_person(tmp_path, sentence):
    assert [e.name for e in read(tmp_path, sentence).entities if e.cls == "Person"] == ["Kate Harrow"]


#: Class, the names, the sentence.
THINGS = [
    (
        "Organisation",
        ["Foreign, Commonwealth & Development Office"],
        "The Foreign, Commonwealth & Development Office funded the work.",
    ),
    (
        "Organisation",
        ["Royal Borough of Kensington and Chelsea"],
        "The Royal Borough of Kensington and Chelsea runs the scheme.",
    ),
    (
        "Organisation",
        ["Department for Culture, Media and Sport"],
        "The Department for Culture, Media and Sport has published a plan.",
    ),
    (
        "Organisation",
        ["Bath and North East Somerset Council"],
        "Bath and North East Somerset Council hosts the team.",
    ),
    (
        "Organisation",
        ["West of England Combined Authority"],
        "The West of England Combined Authority runs the fund.",
    ),
    ("Organisation", ["Nesta"], "Nesta published a report on skills."),
    ("Organisation", ["Power to Change"], "Power to Change funds the programme."),
    ("Organisation", ["Onward"], "The think tank Onward argues that it will not last."),
    ("Organisation", ["Demos"], "Work by Demos and the Institute for Regional Studies shows it."),
    ("Organisation", ["Locality"], "She works for Locality in Leeds."),
    ("Organisation", ["mySociety"], "The tool was built by mySociety in 2021."),
    ("Organisation", ["techUK"], "It was led by techUK with partners."),
    (
        "Organisation",
        ["Leeds City Council", "Bradford Council"],
        "The work is led by Leeds City Council and Bradford Council.",
    ),
    (
        "Organisation",
        ["University of Leeds", "Leeds Beckett University"],
        "The project joins the University of Leeds with Leeds Beckett University.",
    ),
    (
        "Organisation",
        ["Ministry of Housing, Communities and Local Government"],
        "The Ministry of Housing, Communities and Local Government agreed.",
    ),
    (
        "Organisation",
        ["Department for Science, Innovation and Technology"],
        "It is paid by the Department for Science, Innovation and Technology.",
    ),
    ("Organisation", ["HM Treasury"], "HM Treasury has agreed."),
    (
        "Organisation",
        ["Centre for Cities", "Resolution Foundation"],
        "A report by the Centre for Cities and the Resolution Foundation says so.",
    ),
    (
        "Organisation",
        ["Cornwall Council"],
        "Cornwall Council, Devon County Council and Plymouth City Council signed it.",
    ),
    (
        "Organisation",
        ["Devon County Council"],
        "Cornwall Council, Devon County Council and Plymouth City Council signed it.",
    ),
    ("Organisation", ["Institute for Government"], "The Institute for Government finds otherwise."),
    (
        "Organisation",
        ["Arts and Humanities Research Council", "Economic and Social Research Council"],
        "It is funded by the Arts and Humanities Research Council and the Economic and Social Research Council.",
    ),
    (
        "Organisation",
        ["Tees Valley Combined Authority"],
        "The Tees Valley Combined Authority's new strategy is out.",
    ),
    (
        "Organisation",
        ["Newcastle upon Tyne Hospitals NHS Foundation Trust"],
        "The Newcastle upon Tyne Hospitals NHS Foundation Trust employs her.",
    ),
    ("Organisation", ["Stoke-on-Trent City Council"], "Stoke-on-Trent City Council leads the work."),
    ("Organisation", ["Hammersmith & Fulham Council"], "Hammersmith & Fulham Council owns the site."),
    (
        "Organisation",
        ["Joseph Rowntree Foundation"],
        "The Joseph Rowntree Foundation (JRF) published a report.",
    ),
    (
        "Organisation",
        ["London School of Economics and Political Science"],
        "The London School of Economics and Political Science hosts it.",
    ),
    (
        "Organisation",
        ["Centre for Progressive Policy"],
        "A paper from the Centre for Progressive Policy came out.",
    ),
    ("Organisation", ["Citizens Advice"], "Citizens Advice runs the helpline."),
    ("Organisation", ["Shelter Cymru"], "Shelter Cymru published the findings."),
    ("Organisation", ["National Trust for Scotland"], "The National Trust for Scotland owns it."),
    ("Organisation", ["St Helens Borough Council"], "St Helens Borough Council has joined."),
    ("Organisation", ["King's College London"], "King's College London leads the study."),
    ("Organisation", ["Queen's University Belfast"], "Queen's University Belfast leads the study."),
    ("Organisation", ["Ulster University"], "It is hosted at Ulster University in Derry."),
    (
        "Organisation",
        ["Greater Manchester Combined Authority", "Liverpool City Region Combined Authority"],
        "The Greater Manchester Combined Authority and the Liverpool City Region Combined Authority disagree.",
    ),
    ("Organisation", ["Local Trust"], "Local Trust, a charity, runs Big Local."),
    ("Organisation", ["What Works Centre for Wellbeing"], "The What Works Centre for Wellbeing was closed."),
    ("Organisation", ["North East Chamber of Commerce"], "The North East Chamber of Commerce welcomed it."),
    ("Organisation", ["Federation of Small Businesses"], "The Federation of Small Businesses disagrees."),
    ("Organisation", ["House of Commons Library"], "The House of Commons Library published a briefing."),
    ("Organisation", ["Create Streets"], "Create Streets published a guide."),
    (
        "Organisation",
        ["Office for National Statistics"],
        "According to the Office for National Statistics, pay fell.",
    ),
    (
        "Organisation",
        ["Highlands and Islands Enterprise"],
        "Highlands and Islands Enterprise funds the project.",
    ),
    ("Organisation", ["Historic England"], "Historic England published new guidance."),
    ("Organisation", ["Leeds Building Society"], "Leeds Building Society sponsors the prize."),
    ("Organisation", ["Climate Emergency UK"], "Climate Emergency UK scored councils."),
    ("Organisation", ["Young Foundation"], "The Young Foundation works with the council."),
    ("Policy", ["UK Shared Prosperity Fund"], "The UK Shared Prosperity Fund closes in March."),
    ("Policy", ["Warm Homes: Local Grant"], "The Warm Homes: Local Grant pays for insulation."),
    ("Policy", ["Right to Buy"], "Right to Buy was ended in Wales in 2019."),
    ("Policy", ["Plan for Neighbourhoods"], "The Plan for Neighbourhoods gives £20 million to each town."),
    ("Policy", ["Pride in Place"], "Pride in Place replaces the old programme."),
    (
        "Policy",
        ["English Devolution and Community Empowerment Bill"],
        "The English Devolution and Community Empowerment Bill is in committee.",
    ),
    (
        "Policy",
        ["Towns Fund", "Future High Streets Fund"],
        "The Towns Fund and the Future High Streets Fund have closed.",
    ),
    ("Policy", ["Connect to Work"], "The scheme, Connect to Work, is run by councils."),
    ("Policy", ["Innovation Accelerators programme"], "The Innovation Accelerators programme was extended."),
    ("Policy", ["Levelling Up White Paper"], "The Levelling Up White Paper set out missions."),
    (
        "Policy",
        ["Well-being of Future Generations (Wales) Act 2015"],
        "The Well-being of Future Generations (Wales) Act 2015 binds public bodies.",
    ),
    ("Policy", ["Local Nature Recovery Strategies"], "Local Nature Recovery Strategies are being written."),
    ("Policy", ["Community Right to Buy"], "Scotland's Community Right to Buy is widely known."),
    ("Policy", ["Adult Skills Fund"], "Mayors control the Adult Skills Fund."),
    ("Policy", ["Bus Services Act 2025"], "The Bus Services Act 2025 gives councils powers."),
    ("Policy", ["Net Zero Innovation Programme"], "Its Net Zero Innovation Programme funds trials."),
    ("Policy", ["Community Ownership Fund"], "The £150 million Community Ownership Fund has closed."),
    ("Policy", ["Sure Start"], "Sure Start, a programme for families, was cut."),
    ("Policy", ["Shared Outcomes Fund"], "Under the Shared Outcomes Fund, pilots began."),
    ("Event", ["Places Matter conference"], "The Places Matter conference on 5 May 2026 is in Leeds."),
    ("Event", ["Northern Housing Summit"], "The Northern Housing Summit takes place on 4 June 2026 in York."),
    (
        "Event",
        ["Festival of Rural Ideas"],
        "The Festival of Rural Ideas will be held in Hexham from 3 to 5 July 2026.",
    ),
    ("Event", ["Skills for All"], "The webinar “Skills for All” on 12 June 2026 is free."),
    ("Publication", ["The Long Road Home"], "The report The Long Road Home was written by Ada Green."),
    (
        "Publication",
        ["Fair Shares"],
        "In “Fair Shares”, a report by the Resolution Foundation, pay is examined.",
    ),
    (
        "Publication",
        ["Counting What Counts"],
        "Its latest paper, *Counting What Counts*, was published in May 2026.",
    ),
]


@pytest.mark.parametrize(("cls", "names", "sentence"), THINGS)
def test_a_name_has_its_whole_extent_and_its_class(tmp_path, cls, names, sentence):
    found = {e.name for e in read(tmp_path, sentence).entities if e.cls == cls}
    assert set(names) <= found
    assert not {n for n in found for name in names if n != name and (n in name or name in n)}


def test_two_bodies_in_a_list_stay_as_many(tmp_path):
    bodies = [
        "Cornwall Council",
        "Devon County Council",
        "Plymouth City Council",
        "University of Leeds",
        "Centre for Rural Futures",
    ]
    for n, one in enumerate(bodies):
        for other in bodies[n + 1 :]:
            for joint in (
                "{} and {} lead the work.",
                "The work joins the {} with the {}.",
                "Ask {}, the {} or others.",
            ):
                found = {
                    e.name
                    for e in read(tmp_path, joint.format(one, other)).entities
                    if e.cls == "Organisation"
                }
                assert {one, other} <= found, joint


@pytest.mark.parametrize(
    ("short", "means"),
    [
        ("Quigley said it was late.", True),
        ("Dr Quigley said it was late.", True),
        ("Quigley Road is closed.", False),
    ],
)
def test_a_surname_alone_means_the_one_person_who_bears_it(tmp_path, short, means):
    found = read(tmp_path, f"Dr Nuala Quigley joined the Centre for Rural Futures. {short}")
    person = next(e for e in found.entities if e.name == "Nuala Quigley")
    assert any(n.endswith(" Quigley") or n == "Quigley" for n in person.aliases if "Nuala" not in n) == means


def test_a_surname_of_two_persons_means_neither(tmp_path):
    found = read(tmp_path, "Nuala Quigley met Rosa Quigley. Quigley said it was late.")
    assert [e.aliases for e in found.entities if e.name.endswith("Quigley")] == [(), ()]


#: A kind of name → how it is made, its class, and sentences in which it must be found whole.
_STEMS = ("Ashdale", "Brenwick", "Corlow", "Dunmarsh", "Eskerton", "Farnhope")
_KINDS = {
    "two places": ("Royal Borough of {} and {}", "Organisation"),
    "two places before a head": ("{} and {} Council", "Organisation"),
    "a list with an ampersand": ("Centre for Work, Wages & Welfare", "Organisation"),
    "an owner in the plural": ("{} Citizens\u2019 Bureau", "Organisation"),
    "a head behind a hyphen": ("REACT-Lab", "Organisation"),
    "a first word that only bodies have": ("HM Harbours", "Organisation"),
}
_AROUND = (
    "Jo Marlow, Director of the {}, called it a good start",
    "The {} has published a report",
    "Ruth Marlow of the {} agreed",
    "The {} is funded by the Ashgrove Foundation",
    "Money went from Northfield Council to the {}",
)


@pytest.mark.parametrize("around", _AROUND)
@pytest.mark.parametrize("kind", _KINDS)
def test_a_name_of_any_shape_is_found_whole(tmp_path, kind, around):
    shape, cls = _KINDS[kind]
    for n in range(0, len(_STEMS), 2):
        name = shape.format(*_STEMS[n : n + 2])
        found = read(tmp_path, around.format(name) + ".")
        bodies = {e.name.replace("\u2019", "'") for e in found.entities if e.cls == cls}
        assert name.replace("\u2019", "'") in bodies, bodies
        assert not any(e.cls == cls and " of the " in e.name and name in e.name for e in found.entities)


@pytest.mark.parametrize(
    "name",
    [
        "Ahmed al-Rashid",
        "Faith Banks",
        "Martha B. Quill",
        "J. R. Hobley",
        "Bridget O\u2019Hare",
        "Helen Prior",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "At Northfield Council, {} works on the plan.",
        "We heard from {} of the Bevan Society.",
        "{}, a researcher, agreed.",
    ],
)
def test_persons_whose_names_look_like_something_else(tmp_path, name, sentence):
    found = read(tmp_path, sentence.format(name))
    assert name.replace("\u2019", "'") in {
        e.name.replace("\u2019", "'") for e in found.entities if e.cls == "Person"
    }
