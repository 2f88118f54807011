/** A procedure as somebody fills it in, and as the API wants it. */
import type { ProcedureDefinitionInput, ProcedureOperationInput, ProcedureQuestionKind, ProcedureShownFragment } from "./page.gql";

export type OperationKind =
  | "CREATE_USER"
  | "DISABLE_USER"
  | "ENABLE_USER"
  | "ASSIGN_LICENCES"
  | "REMOVE_LICENCES"
  | "ARCHIVE_CUSTOMER"
  | "WITHDRAW_CONSENT";

/** What a field can be: of which kind a question has to be that answers it, and what it may be else. */
export interface FieldSpec {
  name: string;
  kind: ProcedureQuestionKind;
  required: boolean;
  /** What says who somebody is cannot be the same each time. */
  fixed: boolean;
}

const account: FieldSpec = { name: "account", kind: "USER", required: true, fixed: false };
const licences: FieldSpec = { name: "licences", kind: "LICENCES", required: true, fixed: true };
const country = (required: boolean): FieldSpec => ({ name: "usageLocation", kind: "COUNTRY", required, fixed: true });
const asked = (name: string, required: boolean): FieldSpec => ({ name, kind: "TEXT", required, fixed: false });
const told = (name: string): FieldSpec => ({ name, kind: "TEXT", required: false, fixed: true });

export const FIELDS: Record<OperationKind, readonly FieldSpec[]> = {
  CREATE_USER: [
    asked("name", true),
    asked("displayName", true),
    asked("givenName", false),
    asked("surname", false),
    told("jobTitle"),
    told("department"),
    country(true),
    licences,
  ],
  DISABLE_USER: [account, { name: "removeLicencesAfterDays", kind: "DAYS", required: false, fixed: true }],
  ENABLE_USER: [account],
  ASSIGN_LICENCES: [account, licences, country(false)],
  REMOVE_LICENCES: [account, licences],
  ARCHIVE_CUSTOMER: [],
  WITHDRAW_CONSENT: [],
};

/** Where a field comes from: nothing, the same each time, a question or a step, the latter by their drafts' ids. */
export interface Source {
  from: "" | "fixed" | `question ${string}` | `step ${string}`;
  fixed: string;
}

export interface QuestionDraft {
  id: string;
  key: string;
  label: string;
  kind: ProcedureQuestionKind;
}

export interface StepDraft {
  id: string;
  key: string;
  title: string;
  kind: OperationKind;
  fields: Readonly<Record<string, Source>>;
  /** By their drafts' ids. */
  after: readonly string[];
}

export interface DefinitionDraft {
  name: string;
  description: string;
  questions: readonly QuestionDraft[];
  steps: readonly StepDraft[];
}

/** A key that is made of what people read. */
export function keyOf(label: string): string {
  const plain = label.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 40);
}

/** A procedure as it is, to be changed. */
export function draftOf({ name, description, questions, steps }: ProcedureShownFragment): DefinitionDraft {
  return {
    name,
    description: description ?? "",
    questions: questions.map((it) => ({ id: it.key, key: it.key, label: it.label, kind: it.kind })),
    steps: steps.map((it) => ({
      id: it.key,
      key: it.key,
      title: it.title,
      kind: it.kind in FIELDS ? (it.kind as OperationKind) : "ENABLE_USER",
      after: it.after,
      fields: Object.fromEntries(
        it.fields.map((field): [string, Source] => {
          const from =
            field.question !== null ? (`question ${field.question}` as const) : field.madeBy !== null ? (`step ${field.madeBy}` as const) : "fixed";
          return [field.name, { from, fixed: (field.fixed ?? []).join("\n") }];
        }),
      ),
    })),
  };
}

/** Keys by the ids of drafts: what a field names may be renamed while it is filled in. */
type Keys = ReadonlyMap<string, string>;

class Missing extends Error {}

function need<Value>(value: Value | undefined): Value {
  if (value === undefined || value === "") {
    throw new Missing();
  }
  return value;
}

type Said = { question: string } | { fixed: string };
type Read = Said | { madeBy: string } | undefined;

function read(source: Source | undefined, keys: Keys): Read {
  const [how = "", id = ""] = (source?.from ?? "").split(/ (.*)/s);
  switch (how) {
    case "question":
      return { question: need(keys.get(source?.from ?? "")) };
    case "step":
      return { madeBy: need(keys.get(`step ${id}`)) };
    case "fixed":
      return { fixed: source?.fixed.trim() ?? "" };
    default:
      return undefined;
  }
}

function operationOf(step: StepDraft, keys: Keys): ProcedureOperationInput {
  const of = (name: string) => read(step.fields[name], keys);
  const question = (name: string) => {
    const it = of(name);
    return it !== undefined && "question" in it ? it.question : undefined;
  };
  const user = () => {
    const it = need(of("account"));
    return "madeBy" in it ? { madeBy: it.madeBy } : { question: need(question("account")) };
  };
  const text = (name: string): Said | undefined => {
    const it = of(name);
    if (it === undefined || "madeBy" in it) {
      return undefined;
    }
    return "question" in it ? it : { fixed: need(it.fixed) };
  };
  const ids = () => {
    const it = need(text("licences"));
    return "question" in it ? it : { fixed: it.fixed.split(/[\s,;]+/) };
  };
  const days = () => {
    const it = text("removeLicencesAfterDays");
    return it === undefined || "question" in it ? it : { fixed: Number(it.fixed) };
  };
  const known = <Name extends string, Value>(name: Name, value: Value | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
  switch (step.kind) {
    case "CREATE_USER":
      return {
        createUser: {
          name: need(question("name")),
          displayName: need(question("displayName")),
          ...known("givenName", question("givenName")),
          ...known("surname", question("surname")),
          ...known("jobTitle", text("jobTitle")),
          ...known("department", text("department")),
          usageLocation: need(text("usageLocation")),
          licences: ids(),
        },
      };
    case "DISABLE_USER":
      return { disableUser: { account: user(), ...known("removeLicencesAfterDays", days()) } };
    case "ENABLE_USER":
      return { enableUser: { account: user() } };
    case "ASSIGN_LICENCES":
      return { assignLicences: { account: user(), licences: ids(), ...known("usageLocation", text("usageLocation")) } };
    case "REMOVE_LICENCES":
      return { removeLicences: { account: user(), licences: ids() } };
    default:
      return { ofCustomer: step.kind };
  }
}

/** Nothing while something is missing that it takes. What else is wrong, the server says. */
export function definitionOf(draft: DefinitionDraft): ProcedureDefinitionInput | undefined {
  const keys: Keys = new Map([
    ...draft.questions.map((it): [string, string] => [`question ${it.id}`, it.key]),
    ...draft.steps.map((it): [string, string] => [`step ${it.id}`, it.key]),
  ]);
  const description = draft.description.trim();
  try {
    need(draft.steps[0]);
    return {
      name: need(draft.name.trim()),
      ...(description === "" ? {} : { description }),
      questions: draft.questions.map(({ key, label, kind }) => ({ key: need(key), label: need(label.trim()), kind })),
      steps: draft.steps.map((step) => ({
        key: need(step.key),
        title: need(step.title.trim()),
        operation: operationOf(step, keys),
        after: step.after.map((id) => need(keys.get(`step ${id}`))),
      })),
    };
  } catch (error) {
    if (error instanceof Missing) {
      return undefined;
    }
    throw error;
  }
}
