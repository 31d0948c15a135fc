// What the ⋯ menu does to the bot.

import { post } from "./server.js";
import { make } from "./messages.js";

function fault(text, body, methods) {
  return [text, () => post("faults", { fault: body, method: methods, times: 1 })];
}

const SENDING = ["sendMessage", "editMessageText"];

const FAULTS = [
  fault("Next send: 429, retry after 5 s", { kind: "too_many", retry_after: 5 }, SENDING),
  fault("Next send: 500", { kind: "server_error" }, SENDING),
  fault("Next send: connection lost, not accepted", { kind: "drop" }, SENDING),
  fault("Next send: accepted, answer lost", { kind: "drop", accepted: true }, SENDING),
  fault("Next send: stalls for 10 s", { kind: "stall", seconds: 10 }, SENDING),
];

function standing(chat) {
  const deed = (name, more = {}) => () => post(`people/${name}`, { chat: chat.id, ...more });
  if (chat.type === "private") return chat.blocked ? [["Unblock the bot", deed("unblock")]] : [["Block the bot", deed("block")]];
  const list = [["Remove the bot", deed("kick_bot")], ["Add the bot", deed("add_bot")], ["Make the bot administrator", deed("promote_bot")], ["Forbid the bot to write text", deed("restrict_bot")]];
  if (chat.type === "group" && !chat.migrated_to) list.push(["Make it a supergroup", deed("migrate")]);
  return list;
}

export function showTools(menu, chat, done) {
  const button = ([text, deed]) => make("button", { textContent: text, onclick: async () => {
    await deed();
    done(text);
  } });
  const copy = ["Copy the conversation", async () => {
    const text = await (await fetch(`/control/transcript/${chat.id}`)).text();
    await navigator.clipboard.writeText(text);
  }];
  menu.replaceChildren(...FAULTS.map(button), make("hr"), ...standing(chat).map(button), make("hr"), button(copy));
}
