/** One look a tenth of a second at what is watched; the latest snapshot for each subscriber, never a queue. */
import { countsOf, versions } from './counts.mjs';

const INTERVAL = 100;

/** The events of one subscriber: an async iterator that holds the latest one while its subscriber is busy. */
class Latest {
  #event;
  #waiting;
  #leave;
  #ended = false;

  constructor(leave) {
    this.#leave = leave;
  }

  publish(event) {
    if (this.#waiting === undefined) {
      this.#event = event;
    } else {
      this.#waiting({ value: event, done: false });
      this.#waiting = undefined;
    }
  }

  next() {
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    if (this.#event === undefined) return new Promise((resolve) => (this.#waiting = resolve));
    const value = this.#event;
    this.#event = undefined;
    return Promise.resolve({ value, done: false });
  }

  return() {
    this.#ended = true;
    this.#leave(this);
    this.#waiting?.({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

/** The one place of the process where events are made. */
export class Hub {
  #pool;
  #fairs = new Map();

  constructor(pool) {
    this.#pool = pool;
  }

  /** The counts of a fair: at once and after every change. */
  subscribe(key) {
    const fair = this.#fairs.get(key) ?? { event: undefined, subscribers: new Set() };
    this.#fairs.set(key, fair);
    const subscriber = new Latest((leaving) => {
      fair.subscribers.delete(leaving);
      if (fair.subscribers.size === 0) this.#fairs.delete(key);
    });
    fair.subscribers.add(subscriber);
    if (fair.event !== undefined) subscriber.publish(fair.event);
    return subscriber;
  }

  /** Look for as long as the process lives. */
  async run() {
    for (;;) {
      const begun = performance.now();
      if (this.#fairs.size > 0) await this.#look();
      const left = begun + INTERVAL - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    }
  }

  async #look() {
    const now = await versions(this.#pool, [...this.#fairs.keys()]);
    for (const [key, fair] of this.#fairs) {
      if (now.get(key) === undefined || now.get(key) === fair.event?.fairIntakeCounts.version) continue;
      fair.event = { fairIntakeCounts: await countsOf(this.#pool, key) };
      for (const subscriber of fair.subscribers) subscriber.publish(fair.event);
    }
  }
}
