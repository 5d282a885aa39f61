// The list of coaching sessions, kept true: told by one stream of events, asked for again where the stream breaks.
import { api, NotAllowed, setToken, stream, token } from "./server.js";
import { emptyRow, updateRow } from "./rows.js";

const POLL = 3000; // milliseconds between two questions while there is no stream
const REFRESH = 20000; // and while there is one: for rows that other windows add or remove
const RETRY = 2000;
const PAGE_SIZE = 12;

const $ = (id) => document.getElementById(id);
const shown = new Map(); // id of a coaching session -> { item, element }
let total = 0;
let cursors = [null]; // the cursor of every page up to this one
let following = null;
let watching = null; // what ends the stream
let timer = 0;
let asked = 0;

function connection(state, text) {
  $("connection").dataset.state = state;
  $("connection").textContent = text;
  $("content").classList.toggle("gone", state === "gone");
}

function alarm(text) {
  $("alert").textContent = text;
  $("alert").hidden = !text;
}

function announce(item) {
  const status = item.transcription_session?.status ?? "no transcript";
  $("announcer").textContent = `${item.client.name}, ${item.held_on}: ${status}`;
}

function query() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData($("filters"))) if (value) chosen.set(name, value);
  chosen.set("page_size", String(PAGE_SIZE));
  const after = cursors.at(-1);
  if (after) chosen.set("after", after);
  return chosen;
}

// Ask for the page again. Only the latest question counts: an older answer that comes late is dropped.
async function load() {
  const number = ++asked;
  clearTimeout(timer);
  try {
    const page = await api(`coaching-sessions?${query()}`);
    if (number !== asked) return;
    show(page);
    alarm("");
    if (!watching) watch();
    later(watching?.live ? REFRESH : POLL);
  } catch (error) {
    if (number === asked) lost(error);
  }
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(load, milliseconds);
}

function lost(error) {
  unwatch();
  if (error instanceof NotAllowed) return signIn("This token is not known.");
  const time = new Date().toLocaleTimeString();
  connection("gone", "No connection");
  alarm(`${error.message} What you see may be out of date since ${time}. Trying again.`);
  later(RETRY);
}

function show(page) {
  total = page.total;
  following = page.next;
  const before = new Map(shown);
  shown.clear();
  const elements = page.items.map((item) => {
    const known = before.get(item.id);
    const element = updateRow(known?.element, item, act);
    if (known && known.item.transcription_session?.status !== item.transcription_session?.status) announce(item);
    shown.set(item.id, { item, element });
    return element;
  });
  const same = [...before.keys()].join() === [...shown.keys()].join() && before.size;
  if (!same) {
    $("rows").replaceChildren(...(elements.length ? elements : [emptyRow()]));
    unwatch();
  }
  const first = (cursors.length - 1) * PAGE_SIZE;
  $("count").textContent = elements.length ? `${first + 1} to ${first + elements.length} of ${total}` : `0 of ${total}`;
  $("previous").disabled = cursors.length === 1;
  $("next").disabled = !following;
  $("content").hidden = false;
}

// One stream for all rows of the page that can still change.
function watch() {
  const open = [...shown.values()].filter(({ item }) => changing(item)).map(({ item }) => item.id);
  if (!open.length) {
    watching = { live: true, close() {} };
    return connection("live", "Up to date");
  }
  const mine = { live: false, close: () => handle.close() };
  const handle = stream(`coaching-session-events?${new URLSearchParams(open.map((id) => ["id", id]))}`, {
    opened() {
      mine.live = true;
      connection("live", "Live");
      later(REFRESH);
    },
    told: (change) => apply(change),
    // A row that is not there any more, or cannot be read: the list alone knows what stands in its place.
    gone: () => load(),
    ended() {
      if (watching === mine) watching = null;
      load();
    },
    failed() {
      if (watching === mine) watching = null;
      connection("polling", "Reconnecting; asking every few seconds");
      later(RETRY);
    },
  });
  watching = mine;
}

function unwatch() {
  watching?.close();
  watching = null;
}

function changing(item) {
  return ["uploading", "pending", "processing"].includes(item.transcription_session?.status);
}

function apply(change) {
  for (const [id, row] of shown) {
    const session = row.item.transcription_session;
    if (session?.id !== change.id) continue;
    const moved = session.status !== change.status;
    Object.assign(session, change);
    updateRow(row.element, row.item, act);
    if (moved) {
      announce(row.item);
      reread(id);
    }
  }
}

// A new status comes with more than an event tells, such as how many segments are expected.
async function reread(id) {
  try {
    const item = await api(`coaching-sessions/${id}`);
    const row = shown.get(id);
    if (!row) return;
    row.item = item;
    updateRow(row.element, item, act);
  } catch (error) {
    lost(error);
  }
}

async function act(kind, item, given) {
  const place = `coaching-sessions/${item.id}`;
  const session = shown.get(item.id);
  try {
    if (kind === "download") return await download(item, given);
    if (kind === "record") {
      const sent = api(`${place}/recording`, { method: "POST", body: given, headers: { "Content-Type": given.type || "audio/wav" } });
      setTimeout(() => reread(item.id).then(rewatch), 150); // the upload itself is a status worth seeing
      await sent;
    }
    if (kind === "bring") await api(`${place}/transcript`, { method: "POST", body: given, headers: { "Content-Type": typeOf(given) } });
    if (kind === "cancel") await api(`${place}/transcription/cancel`, { method: "POST" });
    alarm("");
    await reread(item.id);
    announce(session.item);
    rewatch();
  } catch (error) {
    if (error.refused) {
      alarm(`${item.client.name}, ${item.held_on}: ${error.message}`);
      await reread(item.id);
    } else lost(error);
  }
}

function rewatch() {
  unwatch();
  watch();
}

function typeOf(file) {
  const ending = file.name.split(".").pop().toLowerCase();
  return { vtt: "text/vtt", srt: "application/x-subrip", json: "application/json" }[ending] ?? "application/octet-stream";
}

async function download(item, form) {
  const blob = await api(`coaching-sessions/${item.id}/transcript?format=${form}`, { as: "blob" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `transcript-${item.id}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function restart() {
  cursors = [null];
  load();
}

function signIn(message) {
  clearTimeout(timer);
  setToken("");
  connection("gone", "Not signed in");
  alarm(message);
  $("content").hidden = true;
  $("sign-in").hidden = false;
  $("token").focus();
}

async function begin() {
  $("sign-in").hidden = true;
  connection("connecting", "Connecting");
  try {
    const [statuses, clients] = await Promise.all([api("statuses"), api("clients")]);
    $("status").append(...statuses.map(({ status }) => new Option(status, status)));
    $("client").append(...clients.map(({ id, name }) => new Option(name, id)));
    await load();
  } catch (error) {
    if (error instanceof NotAllowed) return signIn("This token is not known.");
    lost(error);
    clearTimeout(timer);
    timer = setTimeout(begin, RETRY);
  }
}

$("filters").addEventListener("change", restart);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(restart));
$("next").addEventListener("click", () => {
  cursors.push(following);
  load();
});
$("previous").addEventListener("click", () => {
  cursors.pop();
  load();
});
$("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken($("token").value.trim());
  alarm("");
  begin();
});

if (token()) begin();
else signIn("");
