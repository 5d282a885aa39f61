// Values of the interface -> what a reader reads, in the language and the time zone of the browser.
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }); // a day is the same everywhere
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const NUMBER = new Intl.NumberFormat();
export const LARGEST = { bring: 5 * 1024 * 1024, record: 512 * 1024 * 1024 }; // bytes, as the server has them

export const day = (text) => DAY.format(new Date(`${text}T00:00:00Z`));
export const clock = () => CLOCK.format(new Date());
export const number = (value) => NUMBER.format(value);
export const money = (cents, currency) =>
  new Intl.NumberFormat(undefined, { style: "currency", currency }).format(cents / 100);

// A name may run from right to left: marks keep it from reordering what stands beside it.
export const whose = (item) => `\u2068${item.client.name}\u2069, ${day(item.held_on)}`;

export function time(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return [Math.floor(seconds / 3600), ...parts].join(":");
}

export function refusal(error, kind) {
  switch (error.status) {
    case 404:
      return "This session is not there any more.";
    case 409:
      return `${error.message} Its status is: ${error.problem.transcription_status ?? "no transcript"}.`;
    case 413:
      return `The file is too large; at most ${LARGEST[kind] / 1024 / 1024} MB are taken.`;
    case 415:
      return kind === "record" ? "This is no recording. Choose an audio file." : "This is no transcript. Choose a .vtt, .srt or .json file.";
    case 422:
      return `The file cannot be read: ${error.problem.errors?.[0]?.msg ?? error.message}`;
    default:
      return error.message;
  }
}
