// Hive Gateway in front of Yaosu and a portal: how it is spoken to by whom is in the environment.

const { SUPERGRAPH, UPSTREAM } = process.env;

/** @type {import("@graphql-hive/gateway").GatewayConfig} */
export const gatewayConfig = {
  supergraph: SUPERGRAPH,
  polling: false,
  graphiql: false,
  landingPage: false,
  transportEntries:
    UPSTREAM === "ws" ? { yaosu: { options: { subscriptions: { kind: "ws", location: "/graphql" } } } } : {},
};
