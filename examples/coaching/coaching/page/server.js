// Questions to the server, each answered, refused or lost; and its stream of events.
const PREFIX = "/api/v1/";
const PATIENCE = 15000;
const SILENCE = 40000; // the server sends a sign of life every 15 seconds

export class NotAllowed extends Error {}

export class Refused extends Error {
  refused = true;
}

// The token comes behind the address's #, which no browser sends to any server, and stays in this window.
const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  sessionStorage.setItem("token", given);
  history.replaceState(null, "", location.pathname);
}

export const token = () => sessionStorage.getItem("token") ?? "";
export const setToken = (value) => sessionStorage.setItem("token", value);

const authorization = () => ({ Authorization: `Bearer ${token()}` });

export async function api(path, { as = "json", headers, body, ...rest } = {}) {
  // An upload may take as long as it takes; everything else is answered soon, or the server is gone.
  const signal = body ? undefined : AbortSignal.timeout(PATIENCE);
  let answer;
  try {
    answer = await fetch(PREFIX + path, { ...rest, body, signal, headers: { ...authorization(), ...headers } });
  } catch {
    throw new Error("The server does not answer.");
  }
  if (answer.status === 401) throw new NotAllowed();
  if (answer.status >= 500) throw new Error("The server has a problem.");
  if (!answer.ok) throw new Refused(reason(await answer.json()));
  return as === "blob" ? answer.blob() : answer.json();
}

function reason(problem) {
  const said = typeof problem.detail === "string" ? problem.detail : problem.detail.map((fault) => fault.msg).join("; ");
  return "transcription_status" in problem ? `${said} It is ${problem.transcription_status ?? "not there"}.` : said;
}

// EventSource cannot send a token in a header, and one in the address would end up in logs.
export function stream(path, { opened, told, gone, ended, failed }) {
  const controller = new AbortController();
  let closed = false;
  let silence = 0;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => controller.abort(), SILENCE);
  };
  const read = async () => {
    listen();
    const answer = await fetch(PREFIX + path, { headers: authorization(), signal: controller.signal });
    if (!answer.ok) throw new Error(answer.status);
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the stream broke");
      listen();
      const messages = (rest + value.replaceAll("\r", "")).split("\n\n");
      rest = messages.pop();
      for (const message of messages) {
        const fields = Object.fromEntries(message.split("\n").map((line) => line.split(/: ?(.*)/s)));
        if (fields.event === "end") return;
        if (!fields.data) continue; // a sign of life
        if (fields.event) gone(fields.event);
        else told(JSON.parse(fields.data));
      }
    }
  };
  read()
    .then(() => closed || ended())
    .catch(() => closed || failed())
    .finally(() => clearTimeout(silence));
  return {
    close() {
      closed = true;
      controller.abort();
    },
  };
}
