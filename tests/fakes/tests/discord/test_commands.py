"""Registering commands: what stays the same keeps its id."""

ASK = {"name": "ask", "description": "Asks"}


async def test_an_unchanged_command_keeps_id_and_version(fake, rest):
    path = f"/applications/{fake.bot.id}/commands"
    _, first = await rest("PUT", path, [ASK, {"name": "help", "description": "Helps"}])
    _, second = await rest("PUT", path, [ASK, {"name": "help", "description": "Helps more"}])
    assert first[0] == second[0]
    assert first[1]["id"] == second[1]["id"]
    assert first[1]["version"] != second[1]["version"]
    assert (await rest("GET", path))[1] == second
    assert len(fake.calls("PUT", "/applications/{application_id}/commands")) == 2


async def test_commands_are_made_changed_and_removed_one_by_one(fake, rest):
    path = f"/applications/{fake.bot.id}/commands"
    status, made = await rest("POST", path, ASK)
    assert status == 201
    assert (await rest("POST", path, ASK))[0] == 200
    _, changed = await rest("PATCH", f"{path}/{made['id']}", {"description": "Asks anything"})
    assert changed["description"] == "Asks anything"
    assert (await rest("DELETE", f"{path}/{made['id']}"))[0] == 204
    assert (await rest("GET", f"{path}/{made['id']}"))[1]["code"] == 10063


async def test_a_servers_own_commands_are_found_there_only(fake, rest):
    path = f"/applications/{fake.bot.id}/guilds/{fake.guild.id}/commands"
    await rest("PUT", path, [ASK])
    assert [one["name"] for one in fake.world.commands.visible(fake.guild.id)] == ["ask"]
    assert fake.world.commands.visible(None) == []


async def test_a_command_can_be_kept_out_of_direct_messages(fake, rest):
    await rest("PUT", f"/applications/{fake.bot.id}/commands", [ASK | {"contexts": [0]}])
    assert len(fake.world.commands.visible(fake.guild.id)) == 1
    assert fake.world.commands.visible(None) == []


async def test_another_applications_commands_are_not_ours(fake, rest):
    status, error = await rest("PUT", "/applications/1/commands", [ASK])
    assert (status, error["code"]) == (403, 20012)
