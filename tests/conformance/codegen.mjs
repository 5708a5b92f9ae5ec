// Types for every example operation, as a front end in TypeScript would have them made.
const text = { Date: "string", DateTime: "string", Decimal: "string", DivisionCode: "string", Money: "string", Uscc: "string" };
const federation = { _Any: "unknown", federation__FieldSet: "unknown", link__Import: "unknown" };

export default {
  schema: ["../../schema/schema.graphql", "directives.graphql"],
  documents: ["../../examples/operations/*.graphql"],
  generates: {
    "generated/codegen/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: { strictScalars: true, useTypeImports: true, enumsAsTypes: true, scalars: { ...text, ...federation } },
    },
  },
};
