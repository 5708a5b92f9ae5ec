/* What is on the page. Everything that comes from the server is put there as text. */
import { Chart } from "./chart.js";

const REGISTERS = { ELEMENT: "要素需求", FINANCE: "资金需求" };
const STATES = { PLANNED: "筹备中", OPEN: "进行中", CLOSED: "已结束", RECONCILED: "已对账销号" };
const COUNTS = ["received", "onSite", "solution", "open"];
const PARTS = { onSite: "on-site", solution: "solution", open: "open" };
const SPEAK = 10_000; // ms from one spoken summary to the next: ten frames a second are not for the ear

const find = (selector, within = document) => within.querySelector(selector);
const template = (id) => find(`#${id}`).content.firstElementChild.cloneNode(true);
const booths = new Map();
const chart = new Chart(find("[data-chart]"));
let live = false;
let last; // when the last frame came
let speaking;

for (const [register, title] of Object.entries(REGISTERS)) {
  const panel = template("register");
  panel.dataset.counts = register;
  write(find("h2", panel), title);
  write(find("caption", panel), `${title}:各摊位`);
  find("[data-registers]").insertBefore(panel, find(".chart"));
}

setInterval(tell, 1000);

/** Which fair it is; `wanted` when the address names it. */
export function introduce(fair, wanted) {
  const name = fair?.name ?? (wanted ? "没有找到这个活动" : "暂无活动");
  const venues = fair?.venues.join("、");
  const about = fair && [fair.opensAt.slice(0, 10), venues, STATES[fair.state]].filter(Boolean).join(" · ");
  write(find("[data-fair]"), name);
  write(find("[data-about]"), about ?? "等待中,出现后自动显示");
  document.title = `${name} · 实时看板`;
}

/** Show the counts of a frame. */
export function show(counts) {
  live = true;
  last = Date.now();
  figures("TOTAL", counts.total);
  parts(find(".totals .bar"), counts.total, counts.total.received);
  counts.registers.forEach((tally) => figures(tally.register, tally));
  // One scale for all booths, in steps, so that a single intake does not stretch every bar.
  const most = Math.max(...counts.booths.map((tally) => tally.received), 0);
  const scale = Math.max(5, Math.ceil(most / 5) * 5);
  const unseen = new Set(booths.keys());
  for (const tally of counts.booths) {
    const key = `${tally.register} ${tally.booth.id}`;
    unseen.delete(key);
    booth(key, tally, scale);
  }
  unseen.forEach(remove);
  chart.add({ at: Date.parse(counts.asOf), ...counts.total });
  Object.assign(document.body.dataset, { epoch: counts.epoch, version: counts.version });
  speaking ??= setTimeout(speak, SPEAK);
  tell();
}

/** Nothing more comes for the moment. What is shown stays, with its age. */
export function interrupted() {
  live = false;
  tell();
}

/** Forget what was shown. */
export function clear() {
  live = false;
  last = undefined;
  [...booths.keys()].forEach(remove);
  document.querySelectorAll("[data-count]").forEach((figure) => write(figure, "–"));
  parts(find(".totals .bar"), { onSite: 0, solution: 0, open: 0 }, 0);
  chart.clear();
  delete document.body.dataset.epoch;
  delete document.body.dataset.version;
  tell();
}

function figures(name, tally) {
  const place = find(`[data-counts="${name}"]`);
  for (const count of COUNTS) {
    write(find(`[data-count="${count}"]`, place), tally[count]);
  }
  write(find('[data-count="onSiteRate"]', place), tally.onSiteRate === null ? "–" : `${tally.onSiteRate}%`);
}

function booth(key, tally, scale) {
  if (!booths.has(key)) {
    const row = template("booth");
    row.dataset.booth = tally.booth.code;
    booths.set(key, row);
    find(`[data-counts="${tally.register}"] tbody`).append(row);
  }
  const row = booths.get(key);
  const { code, name, organization } = tally.booth;
  // Often the sign repeats the organization's name; then once is enough.
  const same = organization.name.includes(name);
  write(find(".code", row), code);
  write(find(".name", row), same ? organization.name : name);
  write(find(".organization", row), same ? "" : organization.name);
  parts(find(".bar", row), tally, scale);
  for (const count of COUNTS) {
    const cell = find(`[data-count="${count}"]`, row);
    write(cell, tally[count]);
    cell.classList.toggle("none", tally[count] === 0);
  }
}

function remove(key) {
  booths.get(key).remove();
  booths.delete(key);
}

function parts(bar, tally, whole) {
  for (const [count, name] of Object.entries(PARTS)) {
    find(`.${name}`, bar).style.width = whole ? `${(100 * tally[count]) / whole}%` : "0";
  }
}

/** The state of the connection. */
function tell() {
  const state = live ? "live" : last ? "reconnecting" : "connecting";
  document.body.dataset.state = state;
  write(find("[data-connection]"), { live: "实时", reconnecting: "重连中", connecting: "连接中" }[state]);
  write(find("[data-age]"), last ? age(Date.now() - last) : "\u00a0");
}

function age(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3) {
    return "数据刚刚更新";
  }
  const [count, unit] =
    seconds < 60 ? [seconds, "秒"] : seconds < 3600 ? [seconds / 60, "分钟"] : [seconds / 3600, "小时"];
  return `数据更新于 ${Math.floor(count)} ${unit}前`;
}

function speak() {
  speaking = undefined;
  const said = [...document.querySelectorAll('[data-counts="TOTAL"] dl > div')];
  write(find("[data-spoken]"), said.map((item) => `${find("dt", item).textContent} ${find("dd", item).textContent}`).join(","));
}

function write(element, text) {
  if (element.textContent !== String(text)) {
    element.textContent = text;
  }
}
