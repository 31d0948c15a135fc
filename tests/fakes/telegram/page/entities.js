// A text with Telegram's entities as DOM nodes. Offsets count UTF-16 units, as JavaScript does.

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s" };
const COMMAND_LIKE = new Set(["bot_command"]);

function copy(text) {
  navigator.clipboard?.writeText(text);
}

function block(entity, text) {
  const pre = document.createElement("pre");
  if (entity.language) pre.append(Object.assign(document.createElement("b"), { textContent: entity.language }));
  const code = Object.assign(document.createElement("code"), { title: "Click to copy" });
  code.onclick = () => copy(text);
  pre.append(code);
  return [pre, code];
}

function link(entity, text) {
  const a = document.createElement("a");
  const address = entity.type === "email" ? `mailto:${text}` : entity.url || (text.includes("://") ? text : `http://${text}`);
  if (/^(https?|tg|mailto):/i.test(address)) a.href = address;
  a.target = "_blank";
  a.rel = "noreferrer";
  a.title = address;
  return [a, a];
}

function quote(entity) {
  const node = document.createElement("blockquote");
  if (entity.type === "expandable_blockquote") {
    node.classList.add("folded");
    node.onclick = () => node.classList.toggle("folded");
  }
  return [node, node];
}

function plain(entity, text, say) {
  const node = document.createElement(TAGS[entity.type] || "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.onclick = () => node.classList.toggle("shown");
  }
  if (COMMAND_LIKE.has(entity.type)) {
    const a = Object.assign(document.createElement("a"), { href: "#" });
    a.onclick = (event) => { event.preventDefault(); say(text); };
    return [a, a];
  }
  if (["mention", "hashtag", "text_mention", "cashtag"].includes(entity.type)) node.style.color = "var(--accent)";
  return [node, node];
}

// The outer node and the one that takes the content.
function open(entity, text, say) {
  if (entity.type === "pre") return block(entity, text);
  if (entity.type === "code") {
    const code = Object.assign(document.createElement("code"), { title: "Click to copy" });
    code.onclick = () => copy(text);
    return [code, code];
  }
  if (["text_link", "url", "email"].includes(entity.type)) return link(entity, text);
  if (entity.type.endsWith("blockquote")) return quote(entity);
  return plain(entity, text, say);
}

function fill(parent, text, entities, from, to, say) {
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at) continue;
    parent.append(text.slice(at, entity.offset));
    const [outer, inner] = open(entity, text.slice(entity.offset, end), say);
    const inside = entities.slice(index + 1).filter((one) => one.offset >= entity.offset && one.offset + one.length <= end);
    fill(inner, text, inside, entity.offset, end, say);
    parent.append(outer);
    at = end;
    if (text[at] === "\n" && (entity.type === "pre" || entity.type.endsWith("blockquote"))) at += 1;
  }
  parent.append(text.slice(at, to));
}

export function formatted(text, entities, say) {
  const node = Object.assign(document.createElement("div"), { className: "text", dir: "auto" });
  fill(node, text, entities || [], 0, text.length, say);
  return node;
}
