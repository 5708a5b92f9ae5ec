// Batch readers: many keys in, an answer for each in the same order. Both Mercurius and Yoga read through them.
import { rows } from "./database.mjs";

const one = (name, text) => async (keys) => {
  const found = new Map((await rows(name, text, [keys])).map((row) => [row.id, row]));
  return keys.map((key) => found.get(key) ?? null);
};

const many = (name, text, record = (row) => row) => async (keys) => {
  const found = new Map(keys.map((key) => [key, []]));
  for (const row of await rows(name, text, [keys])) found.get(row.of).push(record(row));
  return keys.map((key) => found.get(key));
};

/** A page of each key's rows; a key is {id, first}. */
const pages = (name, text) => async (keys) => {
  const found = new Map(keys.map((key) => [key.id, []]));
  const wanted = [keys.map((key) => key.id), keys.map((key) => key.first)];
  for (const row of await rows(name, text, wanted)) found.get(row.of).push({ node: row });
  return keys.map((key) => ({ of: key.id, edges: found.get(key.id) }));
};

const INTAKE = `id, number, register, element_kind AS "elementKind", summary, urgency, received_at AS "receivedAt",
  disposition, enterprise_id AS "enterpriseId", booth_id AS "boothId"`;

export const readers = {
  zones: one("zones", "SELECT id, name FROM zones WHERE id = ANY($1)"),
  organizations: one("organizations", "SELECT id, name, kind FROM organizations WHERE id = ANY($1)"),
  enterprises: one("enterprises", "SELECT id, name, uscc, status FROM enterprises WHERE id = ANY($1)"),
  booths: one(
    "booths",
    `SELECT id, code, name, organization_id AS "organizationId" FROM booths WHERE id = ANY($1)`,
  ),
  fairs: one(
    "fairs",
    `SELECT id, name, state, opens_at AS "opensAt", closes_at AS "closesAt", zone_id AS "zoneId"
     FROM fairs WHERE id = ANY($1)`,
  ),
  chainsByEnterprise: many(
    "chains",
    `SELECT enterprise_id AS of, role, id, name
     FROM chain_memberships JOIN chains ON id = chain_id WHERE enterprise_id = ANY($1) ORDER BY chain_id`,
    ({ role, id, name }) => ({ role, chain: { id, name } }),
  ),
  alliancesByEnterprise: many(
    "alliances",
    `SELECT enterprise_id AS of, role, since, id, name
     FROM alliance_memberships JOIN alliances ON id = alliance_id WHERE enterprise_id = ANY($1) ORDER BY alliance_id`,
    ({ role, since, id, name }) => ({ role, since, alliance: { id, name } }),
  ),
  matchesByEnterprise: pages(
    "matches",
    `SELECT wanted.id AS of, page.* FROM unnest($1::uuid[], $2::integer[]) AS wanted(id, first) CROSS JOIN LATERAL (
       SELECT id, product, amount, state, scored_at AS "scoredAt" FROM matches
       WHERE enterprise_id = wanted.id ORDER BY matches.scored_at DESC, matches.id DESC LIMIT wanted.first) AS page`,
  ),
  intakesByFair: pages(
    "intakes",
    `SELECT wanted.id AS of, page.* FROM unnest($1::uuid[], $2::integer[]) AS wanted(id, first) CROSS JOIN LATERAL (
       SELECT ${INTAKE} FROM intakes
       WHERE fair_id = wanted.id ORDER BY received_at, intakes.id LIMIT wanted.first) AS page`,
  ),
  talliesByFair: many(
    "tallies",
    `SELECT tally.fair_id AS of, booth_id AS "boothId", register, received, on_site AS "onSite", solution, open,
       withdrawn, duplicate, version
     FROM booth_tallies AS tally JOIN booths AS booth ON booth.id = booth_id
     WHERE tally.fair_id = ANY($1) ORDER BY booth.code, booth.id, register`,
  ),
  async countsByFair(keys) {
    return (await readers.talliesByFair(keys)).map(counts);
  },
  async intakeTotals(keys) {
    const found = await rows(
      "intake_totals",
      "SELECT fair_id, count(*)::integer AS n FROM intakes WHERE fair_id = ANY($1) GROUP BY fair_id",
      [keys],
    );
    const totals = new Map(found.map((row) => [row.fair_id, row.n]));
    return keys.map((key) => totals.get(key) ?? 0);
  },
};

/** One page of all enterprises by name; the cursor is the name and the id of the last. */
export async function enterprisePage({ first, after }) {
  const [name, id] = after ? JSON.parse(Buffer.from(after, "base64url").toString()) : ["", null];
  const found = await rows(
    "enterprise_page",
    `SELECT id, name, uscc, status FROM enterprises
     WHERE (name, id) > ($1, coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')) ORDER BY name, id LIMIT $3`,
    [name, id, first + 1],
  );
  const edges = found.slice(0, first).map((node) => ({ cursor: cursor(node), node }));
  return { edges, pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

export async function enterpriseTotal() {
  return (await rows("enterprise_total", "SELECT count(*)::integer AS n FROM enterprises", []))[0].n;
}

const cursor = ({ name, id }) => Buffer.from(JSON.stringify([name, id])).toString("base64url");

/** The counts of a fair from the tallies of its booths. */
export function counts(tallies) {
  const registers = new Map();
  for (const tally of tallies) {
    registers.set(tally.register, [...(registers.get(tally.register) ?? []), tally]);
  }
  return {
    version: tallies.reduce((sum, tally) => sum + tally.version, 0),
    total: add(tallies),
    registers: [...registers.keys()].sort().map((register) => ({ register, ...add(registers.get(register)) })),
    booths: tallies.map((tally) => ({ ...tally, onSiteRate: rate(tally.onSite, tally.received) })),
  };
}

function add(tallies) {
  const sum = { received: 0, onSite: 0, solution: 0, open: 0, withdrawn: 0, duplicate: 0 };
  for (const tally of tallies) for (const name in sum) sum[name] += tally[name];
  return { ...sum, onSiteRate: rate(sum.onSite, sum.received) };
}

/** Percent with one digit, rounded half up. */
function rate(part, whole) {
  if (whole === 0) return null;
  const tenths = Math.floor((part * 2000 + whole) / (whole * 2));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
