// Asking the server: every request is answered in the end, or the person is told that it waits.

const random = () => [...crypto.getRandomValues(new Uint8Array(12))]
  .map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const tab = random();
let csrf = "";
let version = 0;

/** An answer that says no; `status` is HTTP's. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Tell which version of the document this tab shows. */
export const shown = () => version;

async function answer(response) {
  const said = await response.json();
  if (!response.ok) throw new Refusal(response.status, said.error);
  if (said.csrf) csrf = said.csrf;
  return said;
}

/** Ask for `path`; throws Refusal, or TypeError where the server cannot be reached. */
export async function get(path) {
  const said = await answer(await fetch(`${path}?tab=${tab}`, { cache: "no-store" }));
  return said;
}

/** Take the version that an answer shows as our own. */
export function show(said) {
  version = said.version;
}

/** Send `body`; waits for a server that is away, and tells `waiting` so. Throws Refusal. */
export async function post(path, body, waiting) {
  const request = random();
  for (let pause = 250, renewed = false; ;) {
    try {
      const sent = JSON.stringify({ tab, request, csrf, version, ...body });
      const said = await answer(await fetch(path, {
        method: "POST", body: sent, headers: { "Content-Type": "application/json" },
      }));
      waiting(false);
      return said;
    } catch (error) {
      if (error instanceof Refusal && error.status === 403 && !renewed) {
        renewed = true;  // the server was started anew and has another secret
        await get("api/state");
      } else if (error instanceof Refusal) {
        waiting(false);
        throw error;
      } else {
        waiting(true);
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(pause * 2, 4000);
      }
    }
  }
}

window.addEventListener("pagehide", () => {
  fetch("api/leave", {
    method: "POST", keepalive: true, body: JSON.stringify({ tab, csrf }),
    headers: { "Content-Type": "application/json" },
  }).catch(() => {});
});
