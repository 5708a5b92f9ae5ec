/**
 * The counts of fairs, read as `yaosu run` reads them. A snapshot is made once an event and is plain data that all
 * subscribers share: nothing is left to compute for one of them but the execution of its document.
 */
const VERSIONS = {
  name: 'versions',
  text: `SELECT wanted.id, coalesce(sum(tally.version), 0)::integer AS version
    FROM unnest($1::uuid[]) AS wanted (id)
    LEFT JOIN booth_tallies AS tally ON tally.fair_id = wanted.id
    GROUP BY wanted.id`,
};

const TALLIES = {
  name: 'tallies',
  text: `SELECT tally.register, tally.on_site, tally.solution, tally.open, tally.withdrawn, tally.duplicate, tally.version,
      booth.id AS booth_id, booth.code, booth.name,
      organization.id AS organization_id, organization.name AS organization_name, organization.kind,
      current_epoch() AS epoch, statement_timestamp() AS as_of
    FROM booth_tallies AS tally
    JOIN booths AS booth ON booth.id = tally.booth_id
    JOIN organizations AS organization ON organization.id = booth.organization_id
    WHERE tally.fair_id = $1
    ORDER BY booth.code, booth.id, tally.register`,
};

const REGISTERS = ['ELEMENT', 'FINANCE'];
const OFFICE = 8 * 3600 * 1000;

/** The id that the API shows for a row, and the key of the row that such an id names. */
export const globalId = (type, id) => Buffer.from(`${type}:${id}`).toString('base64url');
export const keyOf = (id) => Buffer.from(id, 'base64url').toString().split(':')[1];

/** The version of each fair, by its key, in one statement. */
export async function versions(pool, keys) {
  const { rows } = await pool.query({ ...VERSIONS, values: [keys] });
  return new Map(rows.map((row) => [row.id, row.version]));
}

/** All counts of a fair with booths, in one snapshot. */
export async function countsOf(pool, key) {
  const { rows } = await pool.query({ ...TALLIES, values: [key] });
  const booths = rows.map((row) => ({ ...tallyOf([row]), register: row.register, booth: boothOf(row) }));
  return {
    epoch: rows[0].epoch,
    version: rows.reduce((sum, row) => sum + row.version, 0),
    asOf: `${new Date(rows[0].as_of.getTime() + OFFICE).toISOString().slice(0, -1)}+08:00`,
    total: tallyOf(rows),
    registers: REGISTERS.map((register) => [register, rows.filter((row) => row.register === register)])
      .filter(([, its]) => its.length > 0)
      .map(([register, its]) => ({ register, ...tallyOf(its) })),
    booths,
  };
}

function boothOf(row) {
  const organization = {
    id: globalId('Organization', row.organization_id),
    name: row.organization_name,
    kind: row.kind,
  };
  return { id: globalId('Booth', row.booth_id), code: row.code, name: row.name, organization };
}

function tallyOf(rows) {
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  const [onSite, solution, open] = [sum('on_site'), sum('solution'), sum('open')];
  const received = onSite + solution + open;
  return {
    received,
    onSite,
    solution,
    open,
    withdrawn: sum('withdrawn'),
    duplicate: sum('duplicate'),
    onSiteRate: received === 0 ? null : (Math.round((1000 * onSite) / received) / 10).toFixed(1),
  };
}
