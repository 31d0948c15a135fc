"""The halls that an empty database begins with."""

from storage.halls import Hours, NewHall

_CLOSED = None


def demo_halls(time_zone: str) -> tuple[NewHall, ...]:
    return (
        NewHall(
            name="Loft",
            aliases=("Лофт", "阁楼"),
            description={
                "en": "A bright attic room with brick walls, a projector and a kitchen corner, for parties, "
                "talks and film evenings.",
                "ru": "Светлый зал под крышей: кирпичные стены, проектор и уголок с кухней. Для праздников, "
                "лекций и кинопоказов.",
                "zh": "明亮的顶层空间，砖墙，配有投影仪和简易厨房，适合聚会、讲座和观影。",
            },
            rules={
                "en": "No smoking. Quiet music after 22:00. Please leave the kitchen as you found it.",
                "ru": "Не курить. После 22:00 музыку делаем тише. Кухню просим оставлять чистой.",
                "zh": "禁止吸烟。22:00 以后请降低音量。厨房用后请恢复原样。",
            },
            hours=_every_day(9, 23),
            capacity=40,
            price_per_hour=60_00,
            currency="EUR",
            time_zone=time_zone,
            photos=("loft.svg",),
        ),
        NewHall(
            name="Grand Hall",
            aliases=("Big Hall", "Main Hall", "Большой зал", "Главный зал", "大厅", "宴会厅"),
            description={
                "en": "Parquet, a stage with light and sound, a cloakroom and a bar, for weddings, concerts "
                "and conferences.",
                "ru": "Паркет, сцена со светом и звуком, гардероб и бар. Для свадеб, концертов и "
                "конференций.",
                "zh": "木地板大厅，舞台配有灯光和音响，设衣帽间和吧台，适合婚礼、音乐会和会议。",
            },
            rules={
                "en": "Nothing is nailed or glued to the walls. Fire and fog only by arrangement.",
                "ru": "На стены ничего не прибивать и не клеить. Огонь и дым только по договорённости.",
                "zh": "墙面请勿钉挂或粘贴物品。使用明火和烟雾须事先商定。",
            },
            hours=(*[_open(10, 22)] * 4, *[_open(10, 24)] * 2, _open(10, 22)),
            capacity=200,
            price_per_hour=150_00,
            currency="EUR",
            time_zone=time_zone,
            photos=("grand-hall.svg",),
        ),
        NewHall(
            name="Garden Room",
            aliases=("Garden", "Садовая комната", "Садовый зал", "花园厅"),
            description={
                "en": "A quiet room with glass doors to the garden, a long table and a whiteboard, for "
                "meetings, classes and family dinners.",
                "ru": "Тихая комната со стеклянными дверями в сад, длинным столом и доской. Для встреч, "
                "занятий и семейных ужинов.",
                "zh": "安静的房间，玻璃门通向花园，配有长桌和白板，适合会议、课程和家庭聚餐。",
            },
            rules={
                "en": "The garden is open until 21:00. Dogs are welcome on a lead.",
                "ru": "Сад открыт до 21:00. С собаками можно, на поводке.",
                "zh": "花园开放至 21:00。可以携犬，请系好牵引绳。",
            },
            hours=(_CLOSED, *[_open(9, 21)] * 4, *[_open(10, 22)] * 2),
            capacity=24,
            price_per_hour=35_00,
            currency="EUR",
            time_zone=time_zone,
            photos=("garden-room.svg",),
        ),
    )


def _open(opening: int, closing: int) -> tuple[int, int]:
    """Hours of the day as minutes."""
    return opening * 60, closing * 60


def _every_day(opening: int, closing: int) -> Hours:
    return (_open(opening, closing),) * 7
