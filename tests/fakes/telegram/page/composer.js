// What a person writes, attaches and records.

import { post, upload } from "./server.js";

const LIMIT = 4096;
const $ = (id) => document.getElementById(id);

export class Composer {
  // `place` says where to: { chat, by, topic }; `failed` shows an error.
  constructor(place, failed) {
    this.place = place;
    this.failed = failed;
    this.reply = null;
    this.editing = null;
    this.commands = [];
    $("composer").onsubmit = (event) => { event.preventDefault(); this.submit(); };
    $("text").oninput = () => this.resized();
    $("text").onkeydown = (event) => this.pressed(event);
    $("file").onchange = () => this.attach();
    $("voice").onclick = () => this.record();
    $("context-close").onclick = () => this.forget();
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape") this.forget();
  }

  resized() {
    const text = $("text");
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
    const typed = text.value.match(/^\/(\w*)$/);
    const fitting = typed ? this.commands.filter((one) => one.command.startsWith(typed[1])) : [];
    $("commands").hidden = !fitting.length;
    $("commands").replaceChildren(...fitting.map((one) => this.command(one)));
  }

  command(one) {
    const button = document.createElement("button");
    button.append(Object.assign(document.createElement("b"), { textContent: `/${one.command}` }));
    button.append(Object.assign(document.createElement("small"), { textContent: one.description }));
    button.onclick = () => { $("text").value = ""; this.resized(); this.say(`/${one.command}`); };
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  replyTo(message) {
    this.forget();
    this.reply = message;
    this.show(`Reply to ${message.from.first_name}: ${message.text || message.caption || "…"}`);
  }

  edit(message) {
    this.forget();
    this.editing = message;
    $("text").value = message.text || message.caption || "";
    this.show("Edit the message");
    this.resized();
  }

  show(text) {
    $("context").hidden = false;
    $("context-text").textContent = text;
    $("text").focus();
  }

  forget() {
    if (this.editing) $("text").value = "";
    this.reply = this.editing = null;
    $("context").hidden = true;
    this.resized();
  }

  where() {
    const place = { ...this.place() };
    if (this.reply) place.reply_to = this.reply.message_id;
    for (const name of Object.keys(place)) if (place[name] === null || place[name] === undefined) delete place[name];
    return place;
  }

  async submit() {
    const text = $("text").value;
    if (!text.trim()) return;
    const editing = this.editing;
    const place = this.where();
    $("text").value = "";
    this.editing = null;
    this.forget();
    await this.tried(editing
      ? post("people/edit", { chat: place.chat, message: editing.message_id, text })
      : post(text.length > LIMIT ? "people/paste" : "people/text", { ...place, text }));
  }

  say(text) {
    return this.tried(post("people/text", { ...this.where(), text }));
  }

  async attach() {
    const file = $("file").files[0];
    if (!file) return;
    const kind = file.type.startsWith("image/") ? "photo" : file.type.startsWith("audio/") ? "audio" : file.type.startsWith("video/") ? "video" : "document";
    const caption = $("text").value;
    $("text").value = $("file").value = "";
    await this.tried(upload("people/attach", { ...this.where(), kind, caption }, file));
    this.forget();
  }

  async record() {
    if (this.recorder) return this.recorder.stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return this.failed(`No microphone here (${error.name}). Attach a sound file instead.`);
    }
    const parts = [];
    const started = Date.now();
    this.recorder = new MediaRecorder(stream);
    this.recorder.ondataavailable = (event) => parts.push(event.data);
    this.recorder.onstop = async () => {
      stream.getTracks().forEach((track) => track.stop());
      this.recorder = null;
      $("voice").classList.remove("recording");
      const duration = Math.max(1, Math.round((Date.now() - started) / 1000));
      await this.tried(upload("people/attach", { ...this.where(), kind: "voice", duration }, new Blob(parts), "voice.ogg"));
    };
    this.recorder.start();
    $("voice").classList.add("recording");
    return undefined;
  }

  async tried(request) {
    try {
      return await request;
    } catch (error) {
      this.failed(error.message);
      return null;
    }
  }
}
