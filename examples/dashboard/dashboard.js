/* The live page of a fair. It asks and listens over one WebSocket, and goes on by itself whatever happens to the
   server: away for an hour, restarted, or with another database. */
import * as view from "./view.js";

const ABOUT = "id name state venues opensAt";
const NAMED = `query Named($id: ID!) { fair(id: $id) { ${ABOUT} } }`;
const LATEST = `query Latest {
  open: fairs(first: 1, filter: { state: OPEN }) { edges { node { ${ABOUT} } } }
  any: fairs(first: 1) { edges { node { ${ABOUT} } } } }`;
const TALLY = "received onSite solution open";
const LIVE = `subscription Live($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { epoch version asOf
  total { ${TALLY} onSiteRate } registers { register ${TALLY} onSiteRate }
  booths { booth { id code name organization { name } } register ${TALLY} } } }`;

const AGAIN = 1000; // ms until the next look for a fair while none is followed
const LOOK = 5000; // ms between looks at the fair's state, and at whether a later fair has opened
const PATIENCE = 8000; // ms that a connection or an answer to a ping may take

const parameters = new URLSearchParams(location.search);
const wanted = parameters.get("fair");
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** The fair whose counts are shown: its id, and a promise that is kept some time after the subscription has ended. */
let following = null;
let shown = null;
let deadline;

const client = graphqlWs.createClient({
  url: address(parameters.get("api") ?? "/graphql"),
  keepAlive: 5000,
  lazyCloseTimeout: 10_000,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  // Not all pages of a hall in the same moment.
  retryWait: (retries) => sleep(Math.min(250 * 2 ** retries, 2000) * (0.75 + Math.random() / 2)),
  on: {
    connecting: expect,
    connected: met,
    ping: (received) => received || expect(),
    pong: (received) => received && met(),
    closed: () => {
      met();
      view.interrupted();
    },
  },
});

/** The WebSocket of an endpoint: a path here, or a whole http(s) address elsewhere. */
function address(endpoint) {
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** A network that is gone says nothing: without an answer in time the connection is given up, and made anew. */
function expect() {
  deadline ??= setTimeout(() => client.terminate(), PATIENCE);
}

function met() {
  clearTimeout(deadline);
  deadline = undefined;
}

/** The data of a query; asked again by the client when the connection breaks. */
function ask(query, variables) {
  return new Promise((resolve, reject) => {
    let answer;
    client.subscribe(
      { query, variables },
      { next: (value) => (answer = value), error: reject, complete: () => resolve(answer?.data) },
    );
  });
}

/** The fair to show; null when there is none, undefined when the server could not say. */
async function find() {
  try {
    if (wanted) {
      return (await ask(NAMED, { id: wanted }))?.fair;
    }
    const { open, any } = await ask(LATEST);
    return (open.edges[0] ?? any.edges[0])?.node ?? null;
  } catch {
    return undefined;
  }
}

function follow(fair) {
  following?.stop();
  following = null;
  if (fair?.id !== shown?.fairId) {
    shown = null;
    view.clear();
  }
  if (!fair) {
    return;
  }
  const subject = { id: fair.id };
  subject.ended = new Promise((end) => {
    const ended = () => {
      if (following === subject) {
        following = null;
        view.interrupted();
      }
      setTimeout(end, AGAIN);
    };
    subject.stop = client.subscribe(
      { query: LIVE, variables: { fairId: fair.id } },
      { next: ({ data }) => data && take(fair.id, data.fairIntakeCounts), error: ended, complete: ended },
    );
  });
  following = subject;
}

/** Show a frame. Versions compare within an epoch; a server that lags behind does not turn the page back. */
function take(fairId, counts) {
  if (shown?.epoch === counts.epoch && counts.version < shown.version) {
    return;
  }
  if (shown && shown.epoch !== counts.epoch) {
    view.clear();
  }
  shown = { fairId, epoch: counts.epoch, version: counts.version };
  view.show(counts);
}

for (;;) {
  const fair = await find();
  if (fair !== undefined) {
    view.introduce(fair, wanted !== null);
    if (!following || fair?.id !== following.id) {
      follow(fair);
    }
  }
  await (following ? Promise.race([sleep(LOOK), following.ended]) : sleep(AGAIN));
}
