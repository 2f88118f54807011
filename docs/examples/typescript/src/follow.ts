// Follows the ledger and says the position and type of each event: `npm run follow -- AFTER UNTIL`.
import { fromEnvironment } from "./client.js";
import { follow } from "./timeline.js";

const [after = "0", until] = process.argv.slice(2);
for await (const event of follow(fromEnvironment(), after).events) {
  console.log(`${event.position} ${event.type}`);
  if (event.position === until) {
    break;
  }
}
