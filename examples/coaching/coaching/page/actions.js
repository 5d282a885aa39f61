// What somebody does with a session -> done, with a refusal beside its row.
import { api, Lost, NotAllowed, Refused, Superseded } from "./server.js";
import { read } from "./transcript.js";
import { Cancelled, choice, kindOf, send, uploadOf } from "./uploads.js";
import { refusal } from "./words.js";

const notices = new Map(); // id of a coaching session -> what was refused, until it is dismissed

export const noticeOf = (id) => notices.get(id);
export const forget = () => notices.clear();

export async function act(kind, item, given, page) {
  const chosen = given instanceof File ? choice(kind === "drop" ? kindOf(given) : kind, given) : given;
  try {
    notices.delete(item.id);
    await carryOut(given instanceof File ? "send" : kind, item, chosen, page);
  } catch (error) {
    if (error instanceof Superseded) return;
    if (error instanceof NotAllowed) return page.signIn("This token is not known.");
    if (error instanceof Refused) notices.set(item.id, { text: refusal(error, chosen?.kind) });
    else if (error instanceof Lost && chosen?.file) notices.set(item.id, { text: `Not sent. ${error.message}`, again: chosen });
    else if (error instanceof Lost) notices.set(item.id, { text: `Not done. ${error.message}` });
    else if (!(error instanceof Cancelled)) throw error;
  }
  page.redraw(item.id);
  if (!["dismiss", "several", "read", "download"].includes(kind)) page.reload();
}

async function carryOut(kind, item, chosen, page) {
  switch (kind) {
    case "send":
    case "again": {
      const sent = send(item, chosen, () => page.redraw(item.id));
      page.redraw(item.id);
      return sent;
    }
    case "cancel": {
      const upload = uploadOf(item.id);
      upload?.cancel(); // the bytes stop; the server, which may not know it yet or have them all, is told as well
      return api(`coaching-sessions/${item.id}/transcription/cancel`, { method: "POST" }).catch((error) => {
        if (!upload || !(error instanceof Refused)) throw error;
      });
    }
    case "several":
      return void notices.set(item.id, { text: "One file at a time, please: nothing was sent." });
    case "read":
      return read(item);
    case "download":
      return download(item, chosen);
    default:
      return undefined;
  }
}

async function download(item, form) {
  const blob = await api(`coaching-sessions/${item.id}/transcript?format=${form}`, { as: "blob" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `transcript-${item.id}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
