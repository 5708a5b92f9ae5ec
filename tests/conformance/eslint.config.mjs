// The recommended rules of @graphql-eslint for a schema and its rules for Relay. What is left out, and why: docs/conformance.md.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import eslint from "@graphql-eslint/eslint-plugin";
import { buildSchema, isObjectType } from "graphql";

const directives = fileURLToPath(new URL("directives.graphql", import.meta.url));
const path = process.env.SCHEMA ?? "schema/schema.graphql";
const schema = buildSchema(readFileSync(path, "utf8"), { assumeValidSDL: true });
const node = schema.getType("Node");
const values = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.getInterfaces().includes(node))
  .map((type) => type.name);

const { rules: recommended } = eslint.configs["flat/schema-recommended"];
const { rules: relay } = eslint.configs["flat/schema-relay"];
const [, described] = recommended["@graphql-eslint/require-description"];
const [, named] = recommended["@graphql-eslint/naming-convention"];

export default [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": eslint },
    languageOptions: { parser: eslint.parser, parserOptions: { graphQLConfig: { schema: [path, directives] } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...recommended,
      ...relay,
      "@graphql-eslint/require-description": [
        "error",
        { ...described, ignoredSelectors: ["[type=DirectiveDefinition][name.value=oneOf]"] },
      ],
      "@graphql-eslint/naming-convention": ["error", { ...named, allowLeadingUnderscore: true }],
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { types: values } }],
      "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
