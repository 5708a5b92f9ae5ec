/* Received over time, and what became of it: areas for on site, solution and open under the line of their sum. */

const MOST = 600; // points in memory
const LEAST_SPAN = 30_000; // ms that the axis shows at least
const LEAST_STEP = 28; // px from one line of the grid to the next
const MARGIN = { top: 14, right: 64, bottom: 24, left: 40 };
const CLOCK = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", timeStyle: "medium", hourCycle: "h23" });

export class Chart {
  #svg;
  #points = [];
  #spacing = 500; // ms between points that are kept

  constructor(svg) {
    this.#svg = svg;
    new ResizeObserver(() => this.#draw()).observe(svg);
  }

  /** Add a point. The newest always shows; older ones thin out evenly, so that a whole day fits. */
  add(point) {
    const points = this.#points;
    if (points.length > 1 && points.at(-1).at - points.at(-2).at < this.#spacing) {
      points.pop();
    }
    points.push(point);
    if (points.length > MOST) {
      this.#spacing *= 2;
      this.#points = points.filter((_, place) => place % 2 === 0 || place === points.length - 1);
    }
    this.#draw();
  }

  clear() {
    this.#points = [];
    this.#spacing = 500;
    this.#draw();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#svg;
    const points = this.#points;
    this.#svg.replaceChildren();
    this.#svg.dataset.points = points.length;
    if (!points.length || height <= MARGIN.top + MARGIN.bottom) {
      return;
    }
    const [first, last] = [points[0], points.at(-1)];
    const span = Math.max(last.at - first.at, LEAST_SPAN);
    const top = Math.max(...points.map((point) => point.received), 5);
    const step = stepFor((top * LEAST_STEP) / (height - MARGIN.top - MARGIN.bottom));
    const x = (at) => MARGIN.left + ((at - first.at) / span) * (width - MARGIN.left - MARGIN.right);
    const y = (count) => height - MARGIN.bottom - (count / top) * (height - MARGIN.top - MARGIN.bottom);
    const path = (of) => points.map((point) => `${x(point.at).toFixed(1)},${y(of(point)).toFixed(1)}`);

    for (let count = 0; count <= top; count += step) {
      this.#put("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(count), y2: y(count) });
      this.#put("text", { x: MARGIN.left - 10, y: y(count), "text-anchor": "end", "dominant-baseline": "central" }, count);
    }
    this.#put("text", { x: x(first.at), y: height }, CLOCK.format(first.at));
    this.#put("text", { x: x(first.at + span), y: height, "text-anchor": "end" }, CLOCK.format(first.at + span));

    const levels = [() => 0, (p) => p.onSite, (p) => p.onSite + p.solution, (p) => p.received];
    ["on-site", "solution", "open"].forEach((name, place) => {
      const outline = [...path(levels[place + 1]), ...path(levels[place]).reverse()];
      this.#put("polygon", { class: name, points: outline.join(" ") });
    });
    this.#put("polyline", { class: "line", points: path(levels[3]).join(" ") });
    this.#put("circle", { class: "point", cx: x(last.at), cy: y(last.received), r: 5 });
    this.#put("text", { class: "end", x: x(last.at) + 12, y: y(last.received), "dominant-baseline": "central" }, last.received);
  }

  #put(name, attributes, text = "") {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.textContent = text;
    this.#svg.append(element);
  }
}

/** The least of 1, 2, 5, 10, 20, 50 ... that is not below `least`. */
function stepFor(least) {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((factor) => factor * magnitude).find((step) => step >= least);
}
