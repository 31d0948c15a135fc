// The column of chats, with a forum's topics under it.

import { clock, hue, make, summary } from "./messages.js";

export function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] || "").join("").toUpperCase();
}

function row(chat, topic, state, open) {
  const current = state.chat === chat.id && (state.topic ?? null) === (topic?.message_thread_id ?? null);
  const count = state.unread.get(key(chat.id, topic?.message_thread_id)) || 0;
  const button = make("button", { onclick: () => open(chat.id, topic?.message_thread_id ?? null) });
  if (current) button.setAttribute("aria-current", "true");
  if (topic) button.append(make("span", { className: "row" }, `# ${topic.name}${topic.closed ? " (closed)" : ""}`));
  else {
    const face = make("span", { className: "avatar", textContent: initials(chat.name) });
    face.style.setProperty("--hue", hue(chat.id));
    const kind = chat.type === "private" ? "" : `${chat.is_forum ? "forum" : chat.type}, ${chat.people.length} people`;
    const text = make("span", { className: "row" }, make("b", { textContent: chat.name }), make("small", { textContent: summary(chat.last) || kind || "No messages yet" }));
    button.append(face, text);
    if (chat.last) button.append(make("time", { textContent: clock(chat.last.date) }));
  }
  if (count && !current) button.append(make("span", { className: "unread", textContent: count }));
  return button;
}

export function key(chat, topic) {
  return `${chat}:${topic ?? ""}`;
}

export function showChats(list, state, open) {
  list.replaceChildren(...[...state.chats.values()].map((chat) => {
    const item = make("li", {}, row(chat, null, state, open));
    if (chat.is_forum && chat.topics.length) {
      item.append(make("ul", {}, ...chat.topics.map((topic) => make("li", {}, row(chat, topic, state, open)))));
    }
    return item;
  }));
}
