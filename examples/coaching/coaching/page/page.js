// The list of coaching sessions, kept true: told by one stream of events, asked for again where the stream breaks.
import { become, token, tokenInAddress } from "./account.js";
import { act as actOn, forget, noticeOf } from "./actions.js";
import { addressOf, EVERYTHING, filtersOf, PAGE_SIZE, questionOf, showInAddress, viewInAddress } from "./address.js";
import { emptyRow, isChanging, make, updateRow } from "./rows.js";
import { api, NotAllowed, Refused, stream, Superseded } from "./server.js";
import { close } from "./transcript.js";
import { uploadOf } from "./uploads.js";
import { clock, number, whose } from "./words.js";

const POLL = 3000; // milliseconds between two questions while there is no stream
const REFRESH = 20000; // and while there is one: for rows that other windows add or remove
const RETRY = 2000;
const SOON = 150; // several changes at once are one question

const $ = (id) => document.getElementById(id);
const shown = new Map(); // id of a coaching session -> { item, element }
let view = viewInAddress();
let pages = 1;
let watching = null; // what ends the stream
let timer = 0;
let asked = 0;
let ready = false; // whether the choices of the filters are there
let seen = false; // whether somebody's sessions were shown: the next one does not begin where they were

function connection(state, text) {
  $("connection").dataset.state = state;
  $("connection").textContent = text;
  $("content").classList.toggle("gone", state === "gone");
}

function alarm(text) {
  $("alarm").textContent = text;
  $("alert").hidden = !text;
}

function announce(item) {
  $("announcer").textContent = `${whose(item)}: ${item.transcription_session?.status ?? "no transcript"}`;
}

const page = { signIn, redraw, reload: () => later(SOON) };
const act = (kind, item, given) => actOn(kind, item, given, page);

// Ask for the page again. Only the latest question counts: an older answer that comes late is dropped.
async function load() {
  const mine = ++asked;
  clearTimeout(timer);
  try {
    const wanted = { ...view };
    const list = api(`coaching-sessions?${questionOf(wanted)}`);
    const counts = api(`coaching-session-counts?${filtersOf(wanted)}`);
    counts.catch(() => {});
    if (!ready) choices().catch(() => {});
    const answer = await list;
    if (mine !== asked) return;
    if (!answer.items.length && wanted.page > 1) return go({ page: Math.max(1, Math.ceil(answer.total / PAGE_SIZE)) }, true);
    seen = true;
    show(answer, wanted);
    alarm("");
    if (!watching) watch();
    later(watching?.live ? REFRESH : POLL);
    showCounts(await counts, wanted);
  } catch (error) {
    if (mine === asked) lost(error);
  }
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(load, milliseconds);
}

function lost(error) {
  if (error instanceof Superseded) return;
  if (error instanceof NotAllowed) return signIn("This token is not known.");
  unwatch();
  if (error instanceof Refused) {
    connection("live", "Not shown");
    $("rows").replaceChildren();
    shown.clear();
    $("content").hidden = false;
    return alarm(`This cannot be shown: ${error.message}. Change the filters, or clear them.`);
  }
  connection("gone", error.state ?? "No answers");
  alarm(`${error.message} What you see may be out of date since ${clock()}. Trying again.`);
  later(RETRY);
}

function show(answer, wanted) {
  const before = new Map(shown);
  shown.clear();
  const elements = answer.items.map((item) => {
    const known = before.get(item.id);
    shown.set(item.id, { item, element: known?.element });
    if (known && known.item.transcription_session?.status !== item.transcription_session?.status) announce(item);
    return redraw(item.id);
  });
  if (!before.size || [...before.keys()].join() !== [...shown.keys()].join()) {
    const left = $("rows").contains(document.activeElement) && !elements.some((row) => row.contains(document.activeElement));
    $("rows").replaceChildren(...(elements.length ? elements : [emptyRow()]));
    if (left) $("sessions").focus(); // the row that had the focus is gone
    unwatch();
  }
  pages = Math.max(1, Math.ceil(answer.total / PAGE_SIZE));
  const first = (wanted.page - 1) * PAGE_SIZE;
  const range = elements.length ? `${number(first + 1)} to ${number(first + elements.length)}` : "0";
  $("count").textContent = `${range} of ${number(answer.total)}`;
  // A button that is disabled loses the focus, and whoever works with keys their place.
  $("previous").ariaDisabled = String(wanted.page <= 1);
  $("next").ariaDisabled = String(wanted.page >= pages);
  $("rows").ariaBusy = "false";
  $("content").hidden = false;
}

function redraw(id) {
  const row = shown.get(id);
  if (!row) return null;
  row.element = updateRow(row.element, { item: row.item, upload: uploadOf(id), notice: noticeOf(id) }, act);
  return row.element;
}

// Each tab is a link to what it shows; made once, so that focus stays where it is.
function showCounts({ total, without_transcript: without, statuses }, wanted) {
  const tabs = [["", "", "all", total], ...Object.entries(statuses).map(([word, count]) => [word, "", word, count])];
  tabs.push(["", "true", "no transcript", without]);
  const known = $("tabs").children;
  if (known.length !== tabs.length) $("tabs").replaceChildren(...tabs.map(() => make("a", {}, "", make("span"))));
  tabs.forEach(([status, without_transcript, text, count], place) => {
    const link = known[place];
    link.view = { status, without_transcript };
    link.href = addressOf({ ...wanted, ...link.view, page: 1 });
    link.firstChild.data = `${text} `;
    link.lastChild.textContent = number(count);
    const current = status === wanted.status && without_transcript === wanted.without_transcript;
    current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  });
}

// One stream for all rows of the page that can still change.
function watch() {
  const open = [...shown.values()].filter(({ item }) => isChanging(item)).map(({ item }) => item.id);
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
    gone: () => later(SOON),
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

function apply(change) {
  for (const [id, { item }] of shown) {
    const session = item.transcription_session;
    if (session?.id !== change.id) continue;
    const moved = session.status !== change.status;
    Object.assign(session, change);
    redraw(id);
    if (!moved) continue;
    announce(item);
    later(SOON); // it may not fit the filter any more, and the counts are others
  }
}

async function choices() {
  const clients = await api("clients");
  ready = true;
  $("client").replaceChildren(new Option("all", ""), ...clients.map(({ id, name }) => new Option(name, id)));
  fillFilters();
}

function fillFilters() {
  for (const field of $("filters").elements) if (field.name) field.value = view[field.name] || (field.name === "sort" ? "-held_on" : "");
}

function go(change, replace = false) {
  view = { ...view, ...change };
  showInAddress(view, { replace });
  unwatch();
  return load();
}

function filtersChanged() {
  if (!$("filters").reportValidity()) return;
  const chosen = Object.fromEntries(new FormData($("filters")));
  go({ ...chosen, sort: chosen.sort === "-held_on" ? "" : chosen.sort, page: 1 });
}

// Everything that one user saw goes before another one comes.
function clear() {
  asked += 1;
  clearTimeout(timer);
  unwatch();
  shown.clear();
  forget();
  close();
  ready = false;
  $("rows").replaceChildren();
  $("tabs").replaceChildren();
  $("client").replaceChildren(new Option("all", ""));
  $("announcer").textContent = $("count").textContent = $("token").value = "";
  $("content").hidden = true;
}

function signIn(message) {
  become("");
  clear();
  if (seen) showInAddress((view = { ...EVERYTHING }), { replace: true });
  connection("gone", "Not signed in");
  alarm(message);
  $("sign-out").hidden = true;
  $("sign-in").hidden = false;
  $("token").focus();
}

function begin(text, keepView) {
  become(text);
  clear();
  alarm("");
  if (!keepView) showInAddress((view = { ...EVERYTHING }), { replace: true });
  $("sign-in").hidden = true;
  $("sign-out").hidden = false;
  connection("connecting", "Connecting");
  fillFilters();
  $("content").hidden = false;
  $("rows").ariaBusy = "true";
  $("rows").append(...Array.from({ length: 5 }, () => make("tr", { className: "skeleton" }, make("td", { colSpan: 7 }))));
  load();
}

function start() {
  const given = tokenInAddress();
  if (given !== null) begin(given, !token() || token() === given);
  else if (token()) begin(token(), true);
  else signIn("");
}

$("filters").addEventListener("change", filtersChanged);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(() => go({ ...EVERYTHING })));
$("next").addEventListener("click", () => view.page < pages && go({ page: view.page + 1 }));
$("previous").addEventListener("click", () => view.page > 1 && go({ page: view.page - 1 }));
$("tabs").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ ...link.view, page: 1 });
});
$("dismiss").addEventListener("click", () => alarm(""));
$("sign-out").addEventListener("click", () => signIn(""));
$("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  begin($("token").value.trim(), !seen);
  $("sessions").focus();
});
addEventListener("popstate", () => {
  view = viewInAddress();
  fillFilters();
  close();
  unwatch();
  if (token()) load();
});
addEventListener("hashchange", () => location.hash.includes("token=") && start());

// Folded where there is little room, and open where there is much.
const wide = matchMedia("(min-width: 44rem)");
const fold = () => ($("fold").open = wide.matches);
wide.addEventListener("change", fold);
fold();
start();
