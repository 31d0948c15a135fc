// The control address of the fake.

export async function get(path) {
  const response = await fetch(`/control/${path}`);
  return response.json();
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/control/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function upload(path, fields, file, name) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) form.append(key, value);
  }
  form.append("data", file, name || file.name);
  return answer(await fetch(`/control/${path}`, { method: "POST", body: form }));
}

export function listen(after, heard) {
  let seen = after;
  const source = new EventSource(`/control/events?after=${after}`);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  source.onmessage = (event) => {
    const body = JSON.parse(event.data);
    if (body.number <= seen) return;
    seen = body.number;
    heard(body);
  };
}
