// A walk through what a client does, against a server that runs. It says each thing it did in a line.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ask, fromEnvironment, type Server } from "./client.js";
import { customers, register } from "./customers.js";
import { LedgerHeadDocument } from "./generated.js";
import { follow } from "./timeline.js";

/** What this run makes is told apart from what was there by its group of letters. */
const mark = randomUUID().slice(0, 8);

async function registerTwice(server: Server): Promise<void> {
  // Drawn once for what a person wants, and kept while it is tried again.
  const key = randomUUID();
  const first = await register(server, key, `${mark} Contoso`);
  const second = await register(server, key, `${mark} Contoso`);
  assert("outcome" in first && "outcome" in second);
  assert.deepEqual([first.outcome, second.outcome], ["RECORDED", "REPLAYED"]);
  assert(first.customer && second.customer);
  assert.equal(first.customer.id, second.customer.id);
  assert.equal(first.position, second.position);
  console.log(`registered ${first.customer.name} once, asked twice`);

  const other = await register(server, key, `${mark} Fabrikam`);
  assert("refused" in other);
  assert.equal(other.refused, "IDEMPOTENCY_KEY_REUSED");
  console.log(`refused another wish under the same key: ${other.advice}`);
  const nameless = await register(server, randomUUID(), " ");
  assert("refused" in nameless);
  assert.equal(nameless.refused, "INVALID_TEXT");
  console.log(`refused a customer without a name: ${nameless.advice}`);
}

async function readWhatWasWritten(server: Server): Promise<void> {
  let atLeast = "0";
  for (const name of ["Adatum", "Litware", "Northwind", "Tailspin"]) {
    const done = await register(server, randomUUID(), `${mark} ${name}`);
    assert("position" in done);
    atLeast = done.position;
  }
  const found: string[] = [];
  const wanted = { filter: { nameBeginsWith: mark }, atLeast, first: 2 };
  for await (const customer of customers(server, wanted)) {
    found.push(customer.name.slice(mark.length + 1));
  }
  assert.deepEqual(found, ["Adatum", "Contoso", "Litware", "Northwind", "Tailspin"]);
  console.log(`read ${found.length} customers in pages of two, the last one included`);
}

async function missNothing(server: Server): Promise<void> {
  const { ledger } = await ask(server, LedgerHeadDocument, {});
  const line = follow(server, ledger.position);
  const wishes = ["Alpine", "Bellows", "Coho", "Datum"];
  const next = async (name: string) => {
    const done = await register(server, randomUUID(), `${mark} ${name}`);
    assert("position" in done);
    return done.position;
  };
  const told: string[] = [];
  const expected = [await next("Alpine")];
  for await (const event of line.events) {
    assert.equal(event.type, "CustomerRegistered");
    told.push(event.position);
    if (told.length === 1) {
      line.cut();
      // Nobody listens while these are recorded.
      for (const name of wishes.slice(1)) {
        expected.push(await next(name));
      }
    }
    if (told.length === wishes.length) {
      break;
    }
  }
  assert.deepEqual(told, expected);
  console.log(`was cut off after the first of ${told.length} events, and missed none`);
}

const server = fromEnvironment();
await registerTwice(server);
await readWhatWasWritten(server);
await missNothing(server);
