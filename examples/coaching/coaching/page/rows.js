// A coaching session -> its row of the table, made once and changed in place, so that focus stays where it is.
const FORMATS = ["vtt", "srt", "txt", "json"];
const CHANGING = ["uploading", "pending", "processing"];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function emptyRow() {
  return make("tr", {}, make("td", { colSpan: 7, className: "empty", textContent: "No session matches these filters." }));
}

export function updateRow(element, item, act) {
  const row = element ?? make("tr", {}, ...cells());
  const [date, client, minutes, fee, status, segments, actions] = row.children;
  const session = item.transcription_session;
  set(date, item.held_on);
  set(client, item.client.name);
  set(minutes, String(item.minutes));
  set(fee, money(item));
  set(segments, session ? String(session.segments_count) : "–");
  showStatus(status, session);
  showActions(actions.firstChild, item, act);
  return row;
}

function cells() {
  const labelled = (label, className) => {
    const cell = make("td", { className });
    cell.dataset.label = label;
    return cell;
  };
  return [
    make("td"),
    make("th", { scope: "row" }),
    labelled("Minutes", "number minutes"),
    labelled("Fee", "number"),
    make("td", { className: "status" }),
    labelled("Segments", "number"),
    make("td", { className: "wide" }, make("div", { className: "actions" })),
  ];
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function money({ fee_cents: cents, currency }) {
  return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" }).format(cents / 100);
}

function showStatus(cell, session) {
  const state = session?.status ?? "";
  if (cell.dataset.shown !== state || !cell.firstChild) {
    cell.dataset.shown = state;
    const badge = make("span", { className: session ? "badge" : "absent", textContent: session ? state : "no transcript" });
    badge.dataset.status = state;
    cell.replaceChildren(badge);
    if (state === "processing") cell.append(make("progress", { ariaLabel: "Recognised" }));
  }
  const progress = cell.querySelector("progress");
  if (progress && session.segments_expected) {
    progress.max = session.segments_expected;
    progress.value = session.segments_count;
  }
}

// What can be done depends on the status alone, so the buttons change with it and at no other time.
function showActions(cell, item, act) {
  const status = item.transcription_session?.status ?? "none";
  cell.item = item;
  if (cell.dataset.status === status) return;
  cell.dataset.status = status;
  const focused = cell.contains(document.activeElement);
  const whose = `${item.client.name}, ${item.held_on}`;
  cell.replaceChildren(...buttons(status, whose, (kind, given) => act(kind, cell.item, given)));
  if (focused) cell.querySelector("button")?.focus();
}

function buttons(status, whose, act) {
  const button = (text, label, onclick, className = "") =>
    make("button", { type: "button", textContent: text, ariaLabel: `${label}: ${whose}`, onclick, className });
  if (status === "completed")
    return FORMATS.map((form) => button(form, `Download ${form}`, () => act("download", form), "link"));
  if (CHANGING.includes(status)) return [button("Cancel", "Cancel", () => act("cancel"))];
  return [
    button("Send recording", "Send recording", () => choose("audio/*", (file) => act("record", file))),
    button("Add transcript", "Add transcript", () => choose(".vtt,.srt,.json", (file) => act("bring", file))),
  ];
}

function choose(accept, chosen) {
  const input = make("input", { type: "file", accept, onchange: () => input.files[0] && chosen(input.files[0]) });
  input.click();
}
