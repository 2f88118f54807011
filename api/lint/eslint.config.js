// The rules that api/schema.graphql keeps. The file is written from the code: what is found here is mended there.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      // It is the documentation: everything that has a name says what it is.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          rootField: true,
        },
      ],
      "@graphql-eslint/description-style": ["error", { style: "block" }],
      "@graphql-eslint/no-hashtag-description": "error",

      "@graphql-eslint/naming-convention": [
        "error",
        {
          types: "PascalCase",
          FieldDefinition: "camelCase",
          InputValueDefinition: "camelCase",
          Argument: "camelCase",
          DirectiveDefinition: "camelCase",
          EnumValueDefinition: "UPPER_CASE",
          "FieldDefinition[parent.name.value=Query]": {
            forbiddenPrefixes: ["query", "get", "list", "find"],
            forbiddenSuffixes: ["Query"],
          },
          // The noun comes first: `customerRegister`, not `registerCustomer`.
          "FieldDefinition[parent.name.value=Mutation]": {
            // As words: `settingsChange` begins with a noun.
            forbiddenPatterns: [/^(create|add|set|update|delete|remove|register|start)(?![a-z])/],
            forbiddenSuffixes: ["Mutation"],
          },
          "FieldDefinition[parent.name.value=Subscription]": {
            forbiddenPrefixes: ["subscribe"],
            forbiddenSuffixes: ["Subscription"],
          },
          InputObjectTypeDefinition: { requiredSuffixes: ["Input", "Filter", "AsOf"] },
        },
      ],

      // A mutation takes one `input`, of a type of its own, and answers with a payload.
      "@graphql-eslint/input-name": ["error", { checkInputType: true, caseSensitiveInputType: false }],
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",

      // Lists are Relay's, forward only: a page behind a cursor is what the tables can find at once.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-connection-types": "error",
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      "@graphql-eslint/relay-page-info": "error",

      "@graphql-eslint/require-deprecation-reason": "error",
      "@graphql-eslint/require-nullable-fields-with-oneof": "error",
      "@graphql-eslint/no-unreachable-types": "error",

      // Left out on purpose:
      // - alphabetize: what belongs together stands together.
      // - require-nullable-result-in-root: a mutation always has a payload and a list always a page; what went
      //   wrong with one field does not make the others guesswork.
      // - require-field-of-type-query-in-mutation-result: a receipt's position says what to read, and when.
      // - strict-id-in-types: rows of a report are no things, and have no id.
      // - no-typename-prefix: `id` is Relay's; a tenant's id at Microsoft, beside it, is its `tenantId`.
      // - unique-enum-value-names: the same code means the same in the enums of several nouns.
      // - require-deprecation-date: what is deprecated goes with a version, not on a day.
    },
  },
];
