// One message as a bubble.

import { formatted } from "./entities.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "👀", "🤔", "👎"];

export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function hue(id) {
  return String(Math.abs(id * 47) % 360);
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function summary(message) {
  if (!message) return "";
  if (message.fake.kind === "service") return serviceText(message);
  const words = (message.text || message.caption || message.rich_message?.blocks?.[0]?.text || "").replace(/\s+/g, " ");
  return message.fake.kind === "text" ? words : `${label(message.fake.kind)} ${words}`.trim();
}

function label(kind) {
  const names = { photo: "Photo", voice: "Voice message", document: "File", audio: "Music", video: "Video", sticker: "Sticker" };
  return names[kind] || kind[0].toUpperCase() + kind.slice(1).replace("_", " ");
}

function serviceText(message) {
  const who = message.from.first_name;
  if (message.forum_topic_created) return `${who} opened the topic “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) return `The topic is now “${message.forum_topic_edited.name}”`;
  if (message.forum_topic_closed) return "The topic was closed";
  if (message.forum_topic_reopened) return "The topic was opened again";
  if (message.new_chat_members) return `${message.new_chat_members.map((one) => one.first_name).join(", ")} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.new_chat_title) return `The chat is now called “${message.new_chat_title}”`;
  if (message.pinned_message) return `${who} pinned a message`;
  if (message.migrate_to_chat_id) return "This group became a supergroup";
  if (message.migrate_from_chat_id) return "This supergroup was a group before";
  if (message.successful_payment) return `Paid ${message.successful_payment.total_amount} ${message.successful_payment.currency}`;
  if (message.refunded_payment) return `Refunded ${message.refunded_payment.total_amount} ${message.refunded_payment.currency}`;
  return "Something happened";
}

function address(file) {
  return `/control/files/${encodeURIComponent(file.file_id)}`;
}

function fileCard(file, name) {
  const size = file.file_size > 1024 ? `${Math.round(file.file_size / 1024)} KB` : `${file.file_size || 0} bytes`;
  const type = (name.includes(".") ? name.split(".").pop() : "file").slice(0, 4).toUpperCase();
  return make("a", { className: "file", href: address(file), download: name, target: "_blank" },
    make("i", { textContent: type }), make("span", {}, name, make("small", { textContent: size })));
}

function media(message) {
  const picture = message.photo?.at(-1) || message.sticker;
  if (picture) {
    const tiny = picture.width < 8 ? " dot" : "";
    const { width, height } = picture;
    return make("img", { className: `media${tiny}`, src: address(picture), alt: message.caption || "Picture", width, height });
  }
  const sound = message.voice || message.audio;
  if (sound) return make("audio", { className: "media", src: address(sound), controls: true, preload: "none" });
  const film = message.animation || message.video || message.video_note;
  if (film) return make("video", { className: "media", src: address(film), controls: true, preload: "none" });
  if (message.document) return fileCard(message.document, message.document.file_name || "file");
  if (message.location) return make("div", { textContent: `📍 ${message.location.latitude}, ${message.location.longitude}` });
  if (message.contact) return make("div", { textContent: `👤 ${message.contact.first_name} ${message.contact.phone_number}` });
  if (message.dice) return make("div", { textContent: `${message.dice.emoji} ${message.dice.value}` });
  if (message.invoice) return make("div", {}, make("b", { textContent: message.invoice.title }), make("div", { textContent: message.invoice.description }));
  return null;
}

function replied(message, jump) {
  const other = message.reply_to_message;
  if (!other || other.forum_topic_created) return null;
  const text = message.quote?.text || other.text || other.caption || "…";
  const node = make("div", { className: "reply" }, make("b", { textContent: other.from.first_name }), make("span", { textContent: text, dir: "auto" }));
  node.onclick = () => jump(other.message_id);
  return node;
}

function acts(message, own, deeds) {
  const row = make("div", { className: "acts" });
  const act = (text, title, deed) => row.append(make("button", { textContent: text, title, onclick: deed }));
  act("↩", "Reply", () => deeds.reply(message));
  if (own && (message.text || message.caption !== undefined)) act("✎", "Edit", () => deeds.edit(message));
  for (const emoji of REACTIONS.slice(0, 4)) act(emoji, `React ${emoji}`, () => deeds.react(message, emoji));
  act("✕", "Delete for everyone", () => deeds.remove(message));
  return row;
}

function buttons(message, deeds) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return make("div", { className: "buttons" }, ...rows.map((row) => make("div", {}, ...row.map((button) => {
    const text = button.url ? `${button.text} ↗` : button.text;
    const node = make("button", { textContent: text, className: button.style || "", title: button.url || button.callback_data || "" });
    node.onclick = () => deeds.press(message, button, node);
    return node;
  }))));
}

function reactions(message, deeds) {
  const given = message.fake.reactions;
  if (!given.length) return null;
  const counts = new Map();
  for (const one of given) counts.set(one.emoji, (counts.get(one.emoji) || 0) + 1);
  return make("div", { className: "reactions" }, ...[...counts].map(([emoji, count]) => {
    const text = count > 1 ? `${emoji} ${count}` : emoji;
    return make("button", { textContent: text, onclick: () => deeds.react(message, emoji) });
  }));
}

export function bubble(message, context) {
  const { me, deeds, isPrivate, follows } = context;
  if (message.fake.kind === "service") {
    return make("div", { className: "line service", id: `m${message.message_id}` }, make("span", { textContent: serviceText(message) }));
  }
  const own = message.from.id === me;
  const text = message.text ?? message.caption ?? message.rich_message?.blocks?.[0]?.text ?? "";
  const when = (message.edit_date ? "edited " : "") + clock(message.edit_date || message.date);
  const body = make("div", { className: `bubble${message.fake.deleted ? " deleted" : ""}` });
  if (!own && !isPrivate && !follows) {
    const from = make("div", { className: "from", textContent: message.from.first_name });
    from.style.setProperty("--hue", hue(message.from.id));
    body.append(from);
  }
  if (message.forward_origin) body.append(make("small", { textContent: `Forwarded from ${message.forward_origin.sender_user?.first_name || "someone"}` }));
  if (message.via_bot) body.append(make("small", { textContent: `via @${message.via_bot.username}` }));
  for (const part of [replied(message, deeds.jump), media(message)]) if (part) body.append(part);
  const time = make("time", { textContent: when, title: message.fake.edits ? `${message.fake.edits} edits` : "" });
  if (text) {
    const words = formatted(text, message.entities || message.caption_entities, deeds.say);
    words.append(time);
    body.append(words);
  } else body.append(time);
  if (!message.fake.deleted) body.append(acts(message, own, deeds));
  const group = make("div", { className: "group" }, body, buttons(message, deeds), reactions(message, deeds));
  return make("div", { className: `line${own ? " own" : ""}${follows ? " next" : ""}`, id: `m${message.message_id}` }, group);
}

export function draft(text) {
  const body = make("div", { className: "bubble draft" }, make("div", { className: "text", textContent: text || "Thinking…" }));
  return make("div", { className: "line", id: "draft" }, make("div", { className: "group" }, body));
}
