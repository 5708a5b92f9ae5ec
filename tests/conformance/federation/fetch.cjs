// The suite's way to ask: its router is where ROUTER_URL says.

module.exports = (url, options) => fetch(url.replace("http://localhost:4000/", process.env.ROUTER_URL), options);
