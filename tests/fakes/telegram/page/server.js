// The control address of the fake.

const RECONNECT = 1000;

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
  let socket;
  const connect = () => {
    socket = new WebSocket(`${location.origin.replace("http", "ws")}/control/events?after=${seen}`);
    socket.onmessage = (event) => {
      const body = JSON.parse(event.data);
      if (body.number <= seen) return;
      seen = body.number;
      heard(body);
    };
    socket.onclose = () => setTimeout(connect, RECONNECT);
  };
  addEventListener("pagehide", () => { socket.onclose = null; socket.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  connect();
}
