// The address or a form -> the token of this window, and an end for all that is asked in its name.
const VALID = /^[\x21-\x7e]+$/; // what a header can carry; any other text is no token of anybody's
let asking = new AbortController();

export const token = () => sessionStorage.getItem("token") ?? "";
export const isToken = (text) => VALID.test(text);
export const asked = () => asking.signal;

// Nothing that was asked for one user may arrive in the page of another one.
export function become(text) {
  asking.abort();
  asking = new AbortController();
  sessionStorage.setItem("token", text);
}

// The token comes behind the address's #, which no browser sends to any server, and leaves the address at once.
export function tokenInAddress() {
  const text = new URLSearchParams(location.hash.slice(1)).get("token");
  if (text !== null) history.replaceState(null, "", location.pathname + location.search);
  return text;
}
