// Apollo's federation compatibility suite as it is published, against the addresses that the environment names: it knows
// of a router at port 4000 alone. Its own configuration compiles TypeScript; the package has the compiled tests.

const path = require("node:path");

const suite = path.dirname(require.resolve("@apollo/federation-subgraph-compatibility-tests/package.json"));

module.exports = {
  rootDir: path.join(suite, "dist", "tests"),
  testEnvironment: "node",
  testPathIgnorePatterns: [],
  haste: { retainAllFiles: true },
  transform: {},
  moduleNameMapper: { "^make-fetch-happen$": path.join(__dirname, "fetch.cjs") },
};
