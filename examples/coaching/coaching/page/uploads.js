// A file -> sent, with its progress; or cancelled, which stops the sending itself, or lost, and then sent again.
import { asked, isToken, token } from "./account.js";
import { API, authorization, NotAllowed, Refused, Superseded, understood, unreachable } from "./server.js";
import { LARGEST } from "./words.js";

export class Cancelled extends Error {}

const under = new Map(); // id of a coaching session -> what is being sent
const TYPES = { vtt: "text/vtt", srt: "application/x-subrip", json: "application/json" };
const ending = (file) => file.name.split(".").pop().toLowerCase();

export const uploadOf = (id) => under.get(id);
export const kindOf = (file) => (file.type.startsWith("audio/") ? "record" : "bring");

// One file chosen once has one key, however often it is sent: an answer that was lost is no second upload.
export const choice = (kind, file) => ({ kind, file, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });

export function send(item, chosen, changed) {
  if (!isToken(token())) return Promise.reject(new NotAllowed());
  const { kind, file, key } = chosen;
  // The server would hang up in the middle, which looks like a lost connection.
  if (file.size > LARGEST[kind]) return Promise.reject(new Refused({ status: 413 }));
  const request = new XMLHttpRequest(); // fetch tells nothing of how much was sent
  const upload = { kind, sent: 0, size: file.size, cancel: () => request.abort() };
  const mine = asked();
  const done = new Promise((answered, failed) => {
    request.upload.onprogress = ({ loaded }) => {
      upload.sent = loaded;
      changed();
    };
    request.onabort = () => failed(mine.aborted ? new Superseded() : new Cancelled());
    request.onerror = () => failed(unreachable());
    request.onload = () => {
      try {
        answered(understood(request.status, request.getResponseHeader("content-type") ?? "", request.responseText));
      } catch (error) {
        failed(error);
      }
    };
  });
  mine.addEventListener("abort", upload.cancel);
  request.open("POST", new URL(`coaching-sessions/${item.id}/${kind === "record" ? "recording" : "transcript"}`, API));
  const type = kind === "record" ? file.type || "audio/wav" : (TYPES[ending(file)] ?? "application/octet-stream");
  const headers = { ...authorization(), "Content-Type": type, "Idempotency-Key": key };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  under.set(item.id, upload);
  request.send(file);
  return done.finally(() => {
    mine.removeEventListener("abort", upload.cancel);
    under.delete(item.id);
  });
}

addEventListener("beforeunload", (event) => {
  if (under.size) event.preventDefault(); // the browser asks whether to leave
});
