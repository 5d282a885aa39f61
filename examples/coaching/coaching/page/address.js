// What is shown <-> the address, so that Back, Forward, reloading and sharing mean what one expects.
const NAMES = ["status", "without_transcript", "client_id", "currency", "from", "to", "sort"];
export const PAGE_SIZE = 12;
export const EVERYTHING = { ...Object.fromEntries(NAMES.map((name) => [name, ""])), page: 1 };

export function viewInAddress() {
  const given = new URLSearchParams(location.search);
  const view = Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""]));
  const page = Number(given.get("page") ?? 1);
  return { ...view, page: Number.isInteger(page) && page > 0 ? page : 1 };
}

export function addressOf(view) {
  const shown = new URLSearchParams(NAMES.filter((name) => view[name]).map((name) => [name, view[name]]));
  if (view.page > 1) shown.set("page", view.page);
  return location.pathname + (shown.size ? `?${shown}` : "");
}

export function showInAddress(view, { replace = false } = {}) {
  if (addressOf(view) === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(view));
}

export function filtersOf(view) {
  return new URLSearchParams(NAMES.filter((name) => name !== "sort" && view[name]).map((name) => [name, view[name]]));
}

export function questionOf(view) {
  const question = filtersOf(view);
  if (view.sort) question.set("sort", view.sort);
  question.set("page", view.page);
  question.set("page_size", PAGE_SIZE);
  return question;
}
