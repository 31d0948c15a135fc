from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from graphs.dialogue import (
    Attachment,
    Button,
    Incoming,
    Option,
    Panel,
    Place,
    Reply,
    Select,
    Sender,
    dump,
    load_incoming,
    load_reply,
)

texts = st.text(st.characters(codec="utf-8"), max_size=60)
attachments = st.builds(Attachment, st.sampled_from(["image", "audio", "video", "file"]), texts, texts, texts)
incomings = st.builds(
    Incoming,
    platform=texts,
    update_id=texts,
    place=st.builds(Place, texts, texts, texts, st.booleans()),
    sender=st.builds(Sender, texts, texts, texts),
    sent_at=st.datetimes(timezones=st.just(UTC)),
    text=texts,
    pressed=texts,
    quoted=texts,
    attachments=st.lists(attachments, max_size=2).map(tuple),
)
panels = st.builds(
    Panel,
    st.lists(st.lists(st.builds(Button, texts, texts), max_size=3).map(tuple), max_size=2).map(tuple),
    st.lists(st.builds(Select, texts, st.lists(st.builds(Option, texts, texts), max_size=3).map(tuple))).map(
        tuple
    ),
)


@given(incomings)
def test_an_update_survives_being_stored(incoming: Incoming) -> None:
    assert load_incoming(dump(incoming)) == incoming


@given(st.builds(Reply, texts, st.none() | panels, st.lists(attachments, max_size=2).map(tuple)))
def test_a_reply_survives_being_stored(reply: Reply) -> None:
    assert load_reply(dump(reply)) == reply


def test_a_topic_is_a_place_of_its_own() -> None:
    assert Place("telegram", "-100", "7").key == "telegram:-100:7"
    assert Place("telegram", "-100").key == "telegram:-100"
    assert load_incoming(
        dump(Incoming("t", "1", Place("t", "1"), Sender("1"), datetime(2026, 1, 1, tzinfo=UTC)))
    ).sent_at.tzinfo


def test_buttons_are_listed_in_reading_order() -> None:
    one, two, three = Button("1"), Button("2"), Button("3")
    assert Panel(rows=((one, two), (three,))).buttons == (one, two, three)
