// The page: chats on the left, the open one on the right, kept up to date by events.

import { initials, key, showChats } from "./chatlist.js";
import { Composer } from "./composer.js";
import { bubble, draft, hue, make } from "./messages.js";
import { get, listen, post } from "./server.js";
import { showTools } from "./tools.js";

const $ = (id) => document.getElementById(id);
const TYPING = 5000;
const state = { chats: new Map(), chat: null, topic: null, messages: new Map(), unread: new Map(), by: new Map(), bot: null };
const waiting = new Map();
let typingUntil = 0;
let stuckToEnd = true;
let scrolledTo = 0;

function chat() {
  return state.chats.get(state.chat);
}

function me() {
  return state.by.get(state.chat) ?? chat().people[0]?.id;
}

const composer = new Composer(() => ({ chat: state.chat, by: me(), topic: state.topic }), toast);

const deeds = {
  say: (text) => composer.say(text),
  reply: (message) => composer.replyTo(message),
  edit: (message) => composer.edit(message),
  remove: (message) => composer.tried(post("people/delete", { chat: state.chat, message: message.message_id })),
  react: (message, emoji) => {
    const mine = message.fake.reactions.some((one) => one.user === me() && one.emoji === emoji);
    return composer.tried(post("people/react", { chat: state.chat, message: message.message_id, emoji: mine ? "" : emoji, by: me() }));
  },
  press: async (message, button, node) => {
    if (button.url) return window.open(button.url, "_blank", "noreferrer");
    if (button.copy_text) return navigator.clipboard?.writeText(button.copy_text.text);
    node.classList.add("waiting");
    const query = await composer.tried(post("people/press", { chat: state.chat, message: message.message_id, button: button.callback_data || button.text, by: me() }));
    if (query) waiting.set(message.message_id, node);
    return setTimeout(() => node.classList.remove("waiting"), 15000);
  },
  jump: (id) => $(`m${id}`)?.scrollIntoView({ block: "center", behavior: "smooth" }),
};

function toast(text) {
  const node = $("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => node.classList.remove("shown"), 3500);
}

function belongs(message) {
  if (!chat().is_forum) return true;
  return (message.is_topic_message ? message.message_thread_id : null) === state.topic;
}

function atEnd() {
  const box = $("messages");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
}

function toEnd() {
  $("messages").scrollTop = $("messages").scrollHeight;
}

function context(message, before) {
  const follows = before && before.fake.kind !== "service" && before.from.id === message.from.id && message.date - before.date < 120;
  return { me: me(), deeds, isPrivate: chat().type === "private", follows };
}

function showMessages() {
  const shown = [...state.messages.values()].filter((one) => belongs(one));
  $("messages").replaceChildren(...shown.map((one, index) => bubble(one, context(one, shown[index - 1]))));
  showDraft(chat().drafts[0]);
  showKeyboard(shown);
  stuckToEnd = true;
  toEnd();
}

function showDraft(text) {
  $("draft")?.remove();
  if (text !== undefined) $("messages").append(draft(text));
}

function showKeyboard(shown) {
  const last = shown.findLast((one) => one.fake.is_bot && one.fake.reply_markup && !one.fake.reply_markup.inline_keyboard);
  const rows = last?.fake.reply_markup.keyboard || [];
  $("keyboard").hidden = !rows.length;
  $("keyboard").replaceChildren(...rows.map((row) => make("div", {}, ...row.map((button) => {
    const text = button.text || button;
    return make("button", { textContent: text, onclick: () => deeds.say(text) });
  }))));
}

function showMessage(message) {
  if (!belongs(message)) return;
  const stay = atEnd();
  const old = $(`m${message.message_id}`);
  const list = [...state.messages.values()].filter((one) => belongs(one));
  const index = list.findIndex((one) => one.message_id === message.message_id);
  const fresh = bubble(message, context(message, list[index - 1]));
  if (old) old.replaceWith(fresh);
  else {
    if (message.fake.is_bot) { showDraft(undefined); typingUntil = 0; }
    $("messages").append(fresh);
  }
  if ($("draft")) $("messages").append($("draft"));
  showKeyboard(list);
  showStatus();
  if (stay || message.from.id === me()) toEnd();
  $("to-end").hidden = atEnd();
}

function showStatus() {
  const one = chat();
  const typing = Date.now() < typingUntil;
  const kind = one.type === "private" ? `chat with @${state.bot.username}` : `${one.is_forum ? "forum" : one.type}, ${one.people.map((user) => user.name).join(", ")}`;
  $("status").textContent = typing ? `${state.bot.first_name} is typing…` : one.blocked ? "the bot is blocked" : kind;
  $("status").classList.toggle("live", typing);
}

function showHead() {
  const one = chat();
  const topic = one.topics.find((other) => other.message_thread_id === state.topic);
  $("name").textContent = topic ? `${topic.name} · ${one.name}` : one.name;
  $("avatar").textContent = initials(one.name);
  $("avatar").style.setProperty("--hue", hue(one.id));
  $("writer").hidden = one.type === "private";
  $("by").replaceChildren(...one.people.map((user) => new Option(user.name, user.id, false, user.id === me())));
  showTools($("tool-list"), one, (text) => { $("tools").open = false; toast(text); });
  showStatus();
}

async function open(id, topic) {
  state.chat = id;
  state.topic = topic;
  state.unread.delete(key(id, topic));
  typingUntil = 0;
  history.replaceState(null, "", `#${id}${topic ? `:${topic}` : ""}`);
  const found = await get(`chats/${id}`);
  state.messages = new Map(found.messages.map((message) => [message.message_id, message]));
  document.body.classList.add("open");
  $("chat").hidden = false;
  $("nothing").hidden = true;
  composer.forget();
  showHead();
  showMessages();
  showChats($("chat-list"), state, open);
  if (matchMedia("(hover: hover)").matches) $("text").focus();
}

async function refresh() {
  const found = await get("state");
  state.bot = found.bot;
  composer.commands = found.bot.commands;
  state.chats = new Map(found.chats.map((one) => [one.id, one]));
  $("idle").hidden = !found.pending;
  const hint = make("code", { textContent: `TELEGRAM_API_URL=${location.origin}` });
  $("idle").replaceChildren(`The bot has not fetched ${found.pending} update${found.pending > 1 ? "s" : ""} yet. Is it running with `, hint, "?");
  showChats($("chat-list"), state, open);
  return found.event;
}

const refreshing = [0, 0];
function refreshSoon() {
  [150, 3000].forEach((delay, index) => {
    clearTimeout(refreshing[index]);
    refreshing[index] = setTimeout(refresh, delay);
  });
}

function noticeUnread(event) {
  const message = event.body;
  const topic = message.is_topic_message ? message.message_thread_id : null;
  if (event.kind !== "message" || (event.chat === state.chat && topic === state.topic)) return;
  state.unread.set(key(event.chat, topic), (state.unread.get(key(event.chat, topic)) || 0) + 1);
}

function answered(event) {
  waiting.get(event.message)?.classList.remove("waiting");
  if (event.detail.show_alert) {
    $("alert").firstElementChild.textContent = event.detail.text;
    $("alert").showModal();
  } else if (event.detail.text) toast(event.detail.text);
}

function heard(event) {
  if (event.body) {
    noticeUnread(event);
    if (event.chat === state.chat && ["message", "edit", "delete", "reaction"].includes(event.kind)) {
      state.messages.set(event.message, event.body);
      showMessage(event.body);
    }
  }
  if (event.kind === "answer" && event.chat === state.chat) answered(event);
  if (event.kind === "payment" && event.chat === state.chat && !event.detail.ok) toast(event.detail.error);
  if (event.kind === "action" && event.chat === state.chat && (event.detail.thread_id ?? null) === state.topic) {
    typingUntil = Date.now() + TYPING;
    setTimeout(showStatus, TYPING + 50);
    showStatus();
  }
  if (event.kind === "draft" && event.chat === state.chat) { showDraft(event.detail.text); toEnd(); }
  refreshSoon();
}

$("back").onclick = () => document.body.classList.remove("open");
$("to-end").onclick = toEnd;
$("messages").onscroll = () => {
  const top = $("messages").scrollTop;
  if (atEnd()) stuckToEnd = true;
  else if (top < scrolledTo) stuckToEnd = false;
  scrolledTo = top;
  $("to-end").hidden = stuckToEnd;
};
new ResizeObserver(() => { if (stuckToEnd) toEnd(); }).observe($("messages"));
$("messages").addEventListener("load", () => { if (stuckToEnd) toEnd(); }, true);
$("by").onchange = () => { state.by.set(state.chat, Number($("by").value)); showMessages(); };
$("new-chat").onclick = async () => {
  const name = prompt("Name of the person");
  if (name?.trim()) { const made = await post("world/private", { user: name.trim() }); await refresh(); open(made.id, null); }
};
document.addEventListener("click", (event) => { if (!$("tools").contains(event.target)) $("tools").open = false; });

listen(await refresh(), heard);
const [id, topic] = location.hash.slice(1).split(":").map(Number);
if (state.chats.has(id)) open(id, topic || null);
