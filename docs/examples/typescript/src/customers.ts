// Customers: registered once however often it is asked, and listed page by page.
import { ask, type Server } from "./client.js";
import {
  type CustomerErrorCode,
  type CustomerFilter,
  type CustomerLineFragment,
  CustomersDocument,
  type Outcome,
  RegisterCustomerDocument,
} from "./generated.js";

/** Once it is recorded it stays so. `customer` is null where the tables that are read are not so far yet. */
export type Registered =
  | { customer: CustomerLineFragment | null; outcome: Outcome; position: string }
  | { refused: CustomerErrorCode; advice: string };

/** How often it is asked for again until it can be read. Each time the server waits for it as well. */
const TRIES = 10;

/** Registers a customer. The same key again is the same wish: it answers as it did then. */
export async function register(server: Server, idempotencyKey: string, name: string): Promise<Registered> {
  const wish = { input: { idempotencyKey, name } };
  let { customerRegister: told } = await ask(server, RegisterCustomerDocument, wish);
  const [refusal] = told.userErrors;
  if (refusal) {
    return { refused: refusal.code, advice: advice(refusal.code) ?? refusal.remedy ?? refusal.message };
  }
  if (!told.receipt) {
    throw new Error("neither a receipt nor a reason why not");
  }
  const { receipt } = told;
  for (let left = TRIES; told.customer === null && left > 0; left -= 1) {
    ({ customerRegister: told } = await ask(server, RegisterCustomerDocument, wish));
  }
  return { customer: told.customer, ...receipt };
}

/** What this program tells its user. Every code that the schema knows has its case, or this does not compile. */
function advice(code: CustomerErrorCode): string | undefined {
  switch (code) {
    case "CUSTOMER_EXISTS":
    case "CUSTOMER_ARCHIVED":
    case "CUSTOMER_MERGED":
      return "This customer is known already: look for it before you register it.";
    case "INVALID_TEXT":
      return "Type a name that is not empty and not too long.";
    case "CUSTOMER_TAGS_FULL":
      return "Take the customer out of a group first.";
    case "CUSTOMER_NOT_FOUND":
    case "MALFORMED_ID":
    case "NODE_ID_MALFORMED":
      return "Choose the customer from the list again.";
    case "IDEMPOTENCY_KEY_REUSED":
    case "IDEMPOTENCY_KEY_MALFORMED":
      return "This program drew a bad key: report it to whoever wrote it.";
    case "EVENT_TOO_LARGE":
      return "Say it in fewer words.";
    default:
      return unknown(code);
  }
}

/** A server that is newer than the types may know more codes; what it says itself is good enough then. */
function unknown(_code: never): undefined {
  return undefined;
}

/** Every customer, however many there are: one page after the other, each asked for when it is needed. */
export async function* customers(
  server: Server,
  wanted: { filter?: CustomerFilter; atLeast?: string; first?: number },
): AsyncGenerator<CustomerLineFragment> {
  let after: string | null = null;
  do {
    const { customers: page }: { customers: Page } = await ask(server, CustomersDocument, { ...wanted, after });
    for (const { node } of page.edges) {
      yield node;
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

type Page = {
  edges: { node: CustomerLineFragment }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};
