// A completed session -> its transcript in the page: times, speakers, words, and a search through them.
import { api } from "./server.js";
import { make } from "./rows.js";
import { number, time, whose } from "./words.js";

const STEP = 300; // lines that are made at once: a transcript may have tens of thousands
const $ = (id) => document.getElementById(id);
let segments = [];
let matching = [];
let opened = 0; // counts the openings: an answer to one before is not shown in the next

export async function read(item) {
  const mine = ++opened;
  segments = [];
  matching = [];
  $("search").value = "";
  $("reader-title").textContent = `Transcript: ${whose(item)}`;
  $("lines").replaceChildren();
  $("matches").textContent = "Loading";
  $("reader").showModal();
  try {
    const answer = await api(`coaching-sessions/${item.id}/transcript?format=json`);
    if (mine !== opened) return;
    segments = answer;
    look();
  } catch (error) {
    if (mine !== opened) return; // nobody waits for it any more
    close(); // what went wrong is said beside the row, which the dialog would hide
    throw error;
  }
}

export function close() {
  opened += 1;
  segments = [];
  $("lines").replaceChildren();
  if ($("reader").open) $("reader").close();
}

function look() {
  const words = $("search").value.trim().toLocaleLowerCase();
  const holds = ({ text, speaker }) => `${speaker ?? ""}\n${text}`.toLocaleLowerCase().includes(words);
  matching = words ? segments.filter(holds) : segments;
  $("lines").replaceChildren();
  more();
  $("matches").textContent = words
    ? `${number(matching.length)} of ${number(segments.length)} lines`
    : `${number(segments.length)} lines`;
}

function more() {
  const begun = $("lines").children.length;
  const words = $("search").value.trim();
  $("lines").append(...matching.slice(begun, begun + STEP).map((segment) => line(segment, words)));
  $("more").hidden = $("lines").children.length >= matching.length;
}

function line({ start_ms: start, speaker, text }, words) {
  const said = make("p", { dir: "auto" }, ...marked(text, words));
  const who = speaker ? [make("bdi", { className: "speaker" }, ...marked(speaker, words))] : [];
  return make("li", {}, make("time", { textContent: time(start) }), ...who, said);
}

function marked(text, words) {
  if (!words) return [text];
  const pattern = new RegExp(`(${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`, "giu");
  return text.split(pattern).map((part, place) => (place % 2 ? make("mark", { textContent: part }) : part));
}

$("search").addEventListener("input", look);
$("more").addEventListener("click", more);
$("close").addEventListener("click", () => close());
$("reader").addEventListener("close", () => (opened += 1)); // by Escape
