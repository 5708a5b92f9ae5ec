// Uses the IDE: runs the query that it begins with, then a subscription to the first fair that the query found; one
// line each with what the IDE shows, then the evidence.
// node browser-ide.mjs <url of the endpoint>
import { open, tell } from "./browser.mjs";

const { page, close } = await open();
/** What `look` finds in the page, once `wanted` likes it; a minute is enough for any machine. */
async function until(look, wanted) {
  let seen;
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(50)) {
    seen = (await page.evaluate(look)) ?? "";
    if (wanted(seen)) {
      return seen;
    }
  }
  throw new Error(`the IDE last showed: ${seen}`);
}

/** The answer in the right pane, once it has data of a field. */
async function shown(field) {
  const pane = () => document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue();
  return JSON.parse(await until(pane, (text) => text && JSON.parse(text).data?.[field]));
}

await page.goto(process.argv[2]);
await page.click(".graphiql-execute-button");
const found = await shown("fairs");
tell(found);

const subscription = `subscription Live {
  fairIntakeCounts(fairId: "${found.data.fairs.edges[0].node.id}") { total { received open } }
}`;
await page.evaluate(
  (text) => document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.setValue(text),
  subscription,
);
// GraphiQL reads what was typed a moment later; until then its button runs the operation from before.
await until(() => localStorage["graphiql:tabState"], (tabs) => tabs.includes('"operationName":"Live"'));
await page.click(".graphiql-execute-button");
tell(await shown("fairIntakeCounts"));
tell(await close());
