// A headless Chromium, and what it did: every address that it asked for and every error that it saw.
import { chromium } from "playwright-core";

const QUIET = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** One JSON line for the test. */
export function tell(what) {
  process.stdout.write(JSON.stringify(what) + "\n");
}

/** A page in the browser that the environment names, and its evidence. Names are never resolved: no way leads out. */
export async function open() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [...QUIET, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    env: process.env,
  });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(60_000);
  const evidence = { hosts: new Set(), errors: [] };
  const asked = (address) => address.startsWith("data:") || evidence.hosts.add(new URL(address).host);
  page.on("request", (request) => asked(request.url()));
  page.on("websocket", (socket) => asked(socket.url()));
  page.on("console", (message) => message.type() === "error" && evidence.errors.push(message.text()));
  page.on("pageerror", (error) => evidence.errors.push(String(error)));
  const close = async () => {
    await browser.close();
    return { hosts: [...evidence.hosts], errors: evidence.errors };
  };
  return { page, close };
}
