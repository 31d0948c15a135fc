// What the booking's page does better with a script: it counts down, knows the visitor's clock, and checks while
// somebody edits. Without it everything works too.

const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function countDown(shown) {
  const { now, until, days, hours, minutes, seconds } = shown.dataset;
  const ahead = Date.parse(now) - Date.now(); // the server's clock counts, whatever this one shows
  const written = shown.querySelector("strong");
  const part = (pattern, name, value) => pattern.replace(`{${name}}`, value);
  const tick = () => {
    const left = Math.ceil((Date.parse(until) - Date.now() - ahead) / 1000);
    if (left < 0) {
      location.reload();
      return;
    }
    const parts = [
      [left >= DAY, () => part(days, "days", Math.floor(left / DAY))],
      [left >= HOUR, () => part(hours, "hours", Math.floor((left % DAY) / HOUR))],
      [left >= MINUTE, () => part(minutes, "minutes", Math.floor((left % HOUR) / MINUTE))],
      [left < HOUR, () => part(seconds, "seconds", left % MINUTE)],
    ];
    written.textContent = parts.filter(([is]) => is).map(([, text]) => text()).join(" ");
    shown.classList.toggle("soon", left < HOUR);
    shown.hidden = false;
    setTimeout(tick, left > HOUR ? ((left % MINUTE) + 1) * 1000 : 1000);
  };
  tick();
}

function tellVisitorsTime(shown) {
  const start = new Date(shown.dataset.start), end = new Date(shown.dataset.end);
  if (offsetOf(shown.dataset.start) === -start.getTimezoneOffset()) return;
  const language = document.documentElement.lang;
  const locale = language === "en" ? "en-GB" : language;
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const later = start.toDateString() === end.toDateString() ? "" : `${day.format(end)} `;
  const time = `${day.format(start)} ${clock.format(start)}–${later}${clock.format(end)}`;
  shown.textContent = shown.dataset.text.replace("{time}", time);
  shown.hidden = false;
}

function offsetOf(moment) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(moment);
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function checkWhileEditing(form) {
  const answer = form.querySelector("#check");
  let waiting, asking;

  const check = async () => {
    asking?.abort();
    asking = new AbortController();
    const wanted = new URLSearchParams(new FormData(form));
    for (const secret of ["token", "price", "name", "contact"]) wanted.delete(secret);
    wanted.set("lang", document.documentElement.lang);
    answer.setAttribute("aria-busy", "true");
    try {
      const said = await fetch(`${form.dataset.check}?${wanted}`, { signal: asking.signal });
      if (!said.ok) throw new Error(said.status);
      answer.innerHTML = await said.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      answer.textContent = form.dataset.unreachable;
    }
    answer.removeAttribute("aria-busy");
  };

  form.addEventListener("input", ({ target }) => {
    if (["name", "contact"].includes(target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(check, 250);
  });
  form.addEventListener("click", (event) => {
    const offer = event.target.closest("button[name=offer]");
    if (!offer) return;
    event.preventDefault();
    const [date, start] = offer.value.split("T");
    form.elements.date.value = date;
    choose(form.elements.start, start);
    form.querySelector("button.main").focus();
    check();
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  select.value = value;
}

const notice = document.querySelector("#notice");
notice?.focus();
if (new URLSearchParams(location.search).has("done")) {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  address.hash = "";
  history.replaceState(null, "", address);
}
document.querySelectorAll(".countdown").forEach(countDown);
document.querySelectorAll(".visitor").forEach(tellVisitorsTime);
document.querySelectorAll("form[data-check]").forEach(checkWhileEditing);
