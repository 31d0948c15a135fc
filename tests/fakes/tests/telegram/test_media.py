"""Files, both ways."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, MediaUnion

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.media import UPLOAD_LIMIT
from tests.fakes.telegram.people.attachments import DOT


async def test_what_a_person_sends_can_be_downloaded(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.people.voice(anna, b"OggS-voice", duration=3)
    telegram.people.photo(anna, DOT, "look")
    telegram.people.document(anna, b"%PDF", "rules.pdf", "read", media_type="application/pdf")
    voice, photo, document = [one.message for one in await bot.get_updates() if one.message]
    assert voice.voice is not None
    assert photo.photo is not None
    assert document.document is not None
    assert (voice.voice.duration, voice.voice.mime_type) == (3, "audio/ogg")
    assert (photo.caption, photo.photo[-1].width) == ("look", 1)
    assert (document.document.file_name, document.document.mime_type) == ("rules.pdf", "application/pdf")
    for file_id, data in (
        (voice.voice.file_id, b"OggS-voice"),
        (photo.photo[-1].file_id, DOT),
        (document.document.file_id, b"%PDF"),
    ):
        got = await bot.download(file_id)
        assert got is not None
        assert got.read() == data


async def test_an_album_is_a_message_each_with_one_group_id(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.people.album(anna, [("photo", DOT), ("photo", DOT)], "two")
    messages = [one.message for one in await bot.get_updates() if one.message]
    assert [one.caption for one in messages] == ["two", None]
    assert len({one.media_group_id for one in messages}) == 1
    assert messages[0].media_group_id


async def test_files_over_20_mb_are_announced_but_not_handed_out(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    message = telegram.people.attach(anna, "document", b"1", name="film.mkv", size=21 * 1024 * 1024)
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(message.content.payload["document"]["file_id"])


async def test_the_bot_sends_files_by_upload_id_and_address(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    sent = await bot.send_document(anna.id, BufferedInputFile(b"abc", "a.txt"), caption="here")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("a.txt", 3, "here")
    again = await bot.send_document(anna.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id
    await bot.send_photo(anna.id, "https://example.com/a.jpg")
    assert telegram.calls.warnings == []
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_voice(anna.id, "no-such-id")
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(anna.id, BufferedInputFile(b"", "a.txt"))


async def test_sizes_of_uploads_are_limited(bot: Bot, anna: Chat) -> None:
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(anna.id, BufferedInputFile(bytes(UPLOAD_LIMIT + 1), "a.bin"))


async def test_every_kind_of_medium(bot: Bot, anna: Chat) -> None:
    file = BufferedInputFile(b"data", "a.bin")
    assert (await bot.send_voice(anna.id, file, duration=2)).voice is not None
    assert (await bot.send_audio(anna.id, file, title="Song")).audio is not None
    assert (await bot.send_video(anna.id, file)).video is not None
    assert (await bot.send_animation(anna.id, file)).animation is not None
    assert (await bot.send_video_note(anna.id, file)).video_note is not None
    assert (await bot.send_sticker(anna.id, file)).sticker is not None
    assert (await bot.send_location(anna.id, 52.5, 13.4)).location is not None
    assert (await bot.send_contact(anna.id, "+100", "Hall")).contact is not None
    assert (await bot.send_dice(anna.id)).dice is not None


async def test_albums_of_the_bot(bot: Bot, anna: Chat) -> None:
    photos: list[MediaUnion] = [
        InputMediaPhoto(media=BufferedInputFile(DOT, "a.png"), caption="one") for _ in range(2)
    ]
    sent = await bot.send_media_group(anna.id, photos)
    assert len({one.media_group_id for one in sent}) == 1
    document = InputMediaDocument(media=BufferedInputFile(b"1", "a.txt"))
    with pytest.raises(TelegramBadRequest, match="document can't be mixed with other media types"):
        await bot.send_media_group(anna.id, [photos[0], document])
    with pytest.raises(TelegramBadRequest, match="too many messages to send as an album"):
        await bot.send_media_group(anna.id, [document] * 11)
    assert len(anna.standing) == 2
