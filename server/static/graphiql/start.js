/* GraphiQL over this same address: queries and mutations by HTTP, subscriptions by WebSocket (graphql-ws). */
const endpoint = location.origin + location.pathname;

const defaultQuery = `# 要素 Yaosu。Ctrl-Enter 运行,Ctrl-空格补全,左上角打开文档。
# Ctrl-Enter runs, Ctrl-Space completes, the documentation is at the top left.

# 最近的活动及其计数。 The latest fairs with their counts.
query Fairs {
  fairs(first: 5) {
    totalCount
    edges {
      node {
        id
        name
        state
        counts {
          version
          asOf
          total { received onSite solution open onSiteRate }
          registers { register received onSite solution open onSiteRate }
        }
      }
    }
  }
}

# 实时计数:去掉注释,填入上面查到的 id,选择 Live 运行。
# Live counts: uncomment, put in an id from above, run Live.
# subscription Live {
#   fairIntakeCounts(fairId: "...") {
#     epoch
#     version
#     asOf
#     total { received onSite solution open onSiteRate }
#   }
# }
`;

const fetcher = GraphiQL.createFetcher({ url: endpoint, subscriptionUrl: endpoint.replace(/^http/, "ws") });

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: false }),
);
