// Watches the dashboard: one line whenever the page looks different, until stdin ends; then the evidence.
// node browser-dashboard.mjs <url of the page>
import { open, tell } from "./browser.mjs";

/** What the page shows. */
function look() {
  const figures = (place) =>
    Object.fromEntries([...place.querySelectorAll("[data-count]")].map((one) => [one.dataset.count, one.textContent]));
  return {
    mark: window.mark,
    state: document.body.dataset.state,
    connection: document.querySelector("[data-connection]").textContent,
    fair: document.querySelector("[data-fair]").textContent,
    version: document.body.dataset.version ?? null,
    counts: Object.fromEntries(
      [...document.querySelectorAll("[data-counts]")].map((place) => [
        place.dataset.counts,
        figures(place.querySelector("dl")),
      ]),
    ),
    booths: Object.fromEntries(
      [...document.querySelectorAll("[data-booth]")].map((row) => [
        row.dataset.booth,
        { name: row.querySelector("th").textContent, ...figures(row) },
      ]),
    ),
    charted: Number(document.querySelector("[data-chart]").dataset.points ?? 0),
  };
}

let over = false;
process.stdin.resume().on("end", () => (over = true));

const { page, close } = await open();
await page.goto(process.argv[2]);
await page.evaluate(() => (window.mark = "the page that was opened first"));
for (let before = ""; !over; await page.waitForTimeout(50)) {
  const seen = await page.evaluate(look);
  if (JSON.stringify(seen) !== before) {
    before = JSON.stringify(seen);
    tell(seen);
  }
}
tell(await close());
