"""What a page shows of a picture: all that is marked and said, with little around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.pages.pictures import Drawn
from lpipgraph.plots import Picture
from lpipgraph.plots.layout import Label, Mark

WIDTH, HEIGHT = 640.0, 740.0


@st.composite
def marks(draw) -> Mark:
    # within the picture, also with their labels on one line, of which the longest is 60 wide and 8 away
    x, y = draw(st.floats(70, WIDTH - 70)), draw(st.floats(20, HEIGHT - 20))
    words = draw(st.lists(st.sampled_from(["Leeds", "of", "Avon"]), min_size=1, max_size=2))
    side = draw(st.sampled_from(["left", "right", "centre"]))
    label = Label(tuple(words), x + {"left": 8, "right": -8, "centre": 0}[side], y, side)
    return Mark("any", "Place", x, y, draw(st.floats(3, 12)), label=draw(st.none() | st.just(label)))


def picture(*placed: Mark, ticks: tuple[tuple[float, str], ...] = ()) -> Drawn:
    return Drawn(Picture("map", "", "", "", WIDTH, HEIGHT, marks=placed, ticks=ticks), ())


@given(st.lists(marks(), max_size=8))
def test_all_that_is_marked_is_in_view(placed):
    drawn = picture(*placed)
    left, top, wide, high = drawn.view
    assert 0 <= left <= left + wide <= WIDTH + 0.02
    assert -0.02 <= top <= top + high <= HEIGHT + 0.02
    for mark in placed:
        boxes = [(mark.x, mark.y, mark.x, mark.y)]
        if mark.label is not None:
            line = Label((" ".join(mark.label.lines),), mark.label.x, mark.label.y, mark.label.side)
            boxes.append(line.box)
        for first, low, last, upper in boxes:
            assert left - 0.02 <= first <= last <= left + wide + 0.02
            assert top - 0.02 <= drawn.y(upper) <= drawn.y(low) <= top + high + 0.02


@given(st.floats(0, WIDTH), st.sampled_from(["left", "right", "centre"]))
def test_a_label_that_reaches_over_the_edge_on_one_line_is_in_view(x, side):
    label = Label(("Avon and Somerset", "Leeds"), x, 100.0, side)
    left, _, wide, _ = picture(Mark("any", "Place", x, 100.0, label=label)).view
    first, _, last, _ = Label((" ".join(label.lines),), x, 100.0, side).box
    assert left - 0.02 <= first <= last <= left + wide + 0.02


@given(st.floats(0, WIDTH), st.floats(0, HEIGHT))
def test_a_single_place_is_shown_with_the_land_around(x, y):
    _, _, wide, high = picture(Mark("any", "Place", x, y)).view
    assert 0.4 * WIDTH < wide < 0.6 * WIDTH
    assert 0.4 * HEIGHT < high < 0.6 * HEIGHT
    assert picture(Mark("any", "Place", x, y)).near


def test_an_axis_is_shown_as_far_as_it_goes():
    mark = Mark("any", "Event", 100, 100)
    left, _, wide, high = picture(mark, ticks=((90.0, "2024"), (600.0, "2025"))).view
    assert left + wide >= 600
    assert high == HEIGHT


def test_a_picture_without_marks_is_whole():
    assert picture().view == (0, 0, WIDTH, HEIGHT)
