// A coaching session -> its row of the table, made once and changed in place, so that focus stays where it is.
import { day, money, number, whose } from "./words.js";

const FORMATS = ["vtt", "srt", "txt", "json"];
const CHANGING = ["uploading", "pending", "processing"];

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const isChanging = (item) => CHANGING.includes(item.transcription_session?.status);

export function emptyRow() {
  return make("tr", {}, make("td", { colSpan: 7, className: "empty", textContent: "No session matches these filters." }));
}

// `row` is { item, upload, notice }: what the server said, what is being sent, and what was refused.
export function updateRow(element, row, act) {
  const line = element ?? droppable(make("tr", {}, ...cells()), act);
  line.row = row;
  const [date, client, minutes, fee, status, segments, actions] = line.children;
  const { item, upload, notice } = row;
  const session = item.transcription_session;
  set(date, day(item.held_on));
  set(client.firstChild, item.client.name);
  set(minutes, number(item.minutes));
  set(fee, money(item.fee_cents, item.currency));
  set(segments, session ? number(session.segments_count) : "–");
  showStatus(status, session, upload);
  showActions(actions.firstChild, line, upload ? "uploading" : (session?.status ?? "none"), act);
  showNotice(actions, line, notice, act);
  return line;
}

function cells() {
  const labelled = (label, className) => {
    const cell = make("td", { className });
    cell.dataset.label = label;
    return cell;
  };
  return [
    make("td"),
    make("th", { scope: "row", className: "name" }, make("bdi")),
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

function showStatus(cell, session, upload) {
  const state = upload ? "uploading" : (session?.status ?? "");
  if (cell.dataset.shown !== state || !cell.firstChild) {
    cell.dataset.shown = state;
    const badge = make("span", { className: state ? "badge" : "absent", textContent: state || "no transcript" });
    badge.dataset.status = state;
    cell.replaceChildren(badge);
  }
  const [value, max] = upload ? [upload.sent, upload.size] : [session?.segments_count, session?.segments_expected];
  let bar = cell.querySelector("progress");
  const moving = upload || state === "processing";
  if (!moving) return bar?.remove();
  if (!bar) cell.append((bar = make("progress")));
  bar.ariaLabel = upload ? "Sent" : "Recognised";
  if (max) Object.assign(bar, { max, value });
}

// What can be done depends on the status alone, so the buttons change with it and at no other time.
function showActions(cell, line, status, act) {
  if (cell.dataset.status === status) return;
  cell.dataset.status = status;
  const focused = cell.contains(document.activeElement);
  cell.replaceChildren(...buttons(status, line, act));
  if (focused) cell.querySelector("button")?.focus();
}

function buttons(status, line, act) {
  const say = (kind, given) => act(kind, line.row.item, given);
  const button = (text, label, onclick, className = "") =>
    make("button", { type: "button", textContent: text, ariaLabel: `${label}: ${whose(line.row.item)}`, onclick, className });
  if (status === "completed")
    return [
      button("Read", "Read", () => say("read")),
      ...FORMATS.map((form) => button(form, `Download ${form}`, () => say("download", form), "link")),
    ];
  if (CHANGING.includes(status)) return [button("Cancel", "Cancel", () => say("cancel"))];
  return [
    button("Send recording", "Send recording", () => choose("audio/*", (file) => say("record", file))),
    button("Add transcript", "Add transcript", () => choose(".vtt,.srt,.json", (file) => say("bring", file))),
  ];
}

// A refusal stands beside what was refused, and stays until somebody has read it.
function showNotice(cell, line, notice, act) {
  const shown = cell.querySelector(".notice");
  if (shown?.notice === notice) return;
  shown?.remove();
  if (!notice) return;
  const say = (kind, given) => act(kind, line.row.item, given);
  const button = (text, onclick) =>
    make("button", { type: "button", textContent: text, ariaLabel: `${text}: ${whose(line.row.item)}`, onclick });
  const again = notice.again ? [button("Try again", () => say("again", notice.again))] : [];
  const element = make("div", { className: "notice" }, make("p", { textContent: notice.text }), ...again);
  element.append(button("Dismiss", () => say("dismiss")));
  element.setAttribute("role", "alert");
  element.notice = notice;
  cell.append(element);
}

function droppable(line, act) {
  const free = () => !line.row.upload && ["none", "failed", "cancelled"].includes(line.row.item.transcription_session?.status ?? "none");
  line.addEventListener("dragover", (event) => {
    if (!free()) return;
    event.preventDefault();
    line.classList.add("target");
  });
  line.addEventListener("dragleave", () => line.classList.remove("target"));
  line.addEventListener("drop", (event) => {
    line.classList.remove("target");
    const { files } = event.dataTransfer;
    if (!files.length || !free()) return;
    if (files.length > 1) act("several", line.row.item);
    else act("drop", line.row.item, files[0]);
  });
  return line;
}

// A file that misses its row, or that the row cannot take, must not take the place of the page.
for (const name of ["dragover", "drop"])
  addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    if (!event.defaultPrevented) event.dataTransfer.dropEffect = "none";
    event.preventDefault();
  });

function choose(accept, chosen) {
  const input = make("input", { type: "file", accept, onchange: () => input.files[0] && chosen(input.files[0]) });
  input.click();
}
