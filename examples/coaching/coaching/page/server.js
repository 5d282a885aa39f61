// Questions to the server, each answered, refused or lost; and its stream of events.
import { asked, isToken, token } from "./account.js";

export const API = new URL("../api/v1/", import.meta.url); // wherever the page lies, also behind a prefix
const PATIENCE = 15000; // milliseconds without a byte: a long transcript on a slow line takes longer as a whole
const SILENCE = 40000; // the server sends a sign of life every 15 seconds
const PROBLEM = "application/problem+json";

export class NotAllowed extends Error {}
export class Superseded extends Error {} // somebody else is signed in meanwhile: nobody waits for this answer
export class Lost extends Error {
  constructor(state, text) {
    super(text);
    this.state = state;
  }
}
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
    this.status = problem.status;
  }
}

export const unreachable = () => new Lost("No connection", "The server does not answer.");
const strange = (status) => new Lost("Wrong answers", `Something else answers in the server's place (${status}).`);
export const authorization = () => ({ Authorization: `Bearer ${token()}` });

export async function api(path, { as = "json", headers, ...rest } = {}) {
  if (!isToken(token())) throw new NotAllowed();
  const mine = asked();
  const silence = new AbortController();
  const signal = AbortSignal.any([mine, silence.signal]);
  let timer = setTimeout(() => silence.abort(), PATIENCE);
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), PATIENCE);
  };
  try {
    const answer = await fetch(new URL(path, API), { ...rest, signal, headers: { ...authorization(), ...headers } });
    const type = answer.headers.get("content-type") ?? "";
    const body = await received(answer, type, listen);
    if (as !== "blob" || !answer.ok) return understood(answer.status, type, await body.text());
    if (!answer.headers.get("content-disposition")) throw strange(answer.status);
    return body;
  } catch (error) {
    if (mine.aborted) throw new Superseded();
    throw error instanceof Refused || error instanceof Lost || error instanceof NotAllowed ? error : unreachable();
  } finally {
    clearTimeout(timer);
  }
}

async function received(answer, type, listen) {
  const parts = [];
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
    parts.push(part.value);
    listen();
  }
  return new Blob(parts, { type });
}

// What is not in the interface's own form was said by somebody else, such as a proxy.
export function understood(status, type, text) {
  const ours = type.startsWith(status < 400 ? "application/json" : PROBLEM);
  if (!ours) throw strange(status);
  if (status === 401) throw new NotAllowed();
  const body = JSON.parse(text);
  if (status >= 500) throw new Lost("No answers", status === 503 ? body.detail : "The server has a problem.");
  if (status >= 400) throw new Refused(body);
  return body;
}

// EventSource cannot send a token in a header, and one in the address would end up in logs.
export function stream(path, { opened, told, gone, ended, failed }) {
  const controller = new AbortController();
  const signal = AbortSignal.any([asked(), controller.signal]);
  let silence = 0;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => controller.abort(), SILENCE);
  };
  let closed = false;
  const read = async () => {
    listen();
    const answer = await fetch(new URL(path, API), { headers: authorization(), signal });
    const events = answer.headers.get("content-type")?.startsWith("text/event-stream");
    if (!answer.ok || !events) throw new Error(`no stream: ${answer.status}`);
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
