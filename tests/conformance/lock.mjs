// Makes package-lock.json anew: hashes, no address and no plea for money. `npm run lock` after a change of package.json.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

// The newest releases of the code generator want one of a package that the registry does not have; of this day all fit.
const BEFORE = "2026-10-01";
const LOCK = "package-lock.json";

rmSync(LOCK, { force: true });
execFileSync(
  "npm",
  ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--omit-lockfile-registry-resolved", `--before=${BEFORE}`],
  { stdio: "inherit" },
);
const lock = JSON.parse(readFileSync(LOCK));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  if (typeof entry.license !== "string") delete entry.license; // the old form, which names addresses
  delete entry.resolved;
}
writeFileSync(LOCK, JSON.stringify(lock, null, 2) + "\n");
