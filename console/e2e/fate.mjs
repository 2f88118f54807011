// What befalls the simulated clouds: orders to their control plane.
import { request } from "node:https";

/** The clouds' certificate is their own, and they are on this machine. */
const rejectUnauthorized = false;

export function order(clouds, wish) {
  return new Promise((done, failed) => {
    const asked = request(new URL("orders", clouds), { method: "POST", rejectUnauthorized }, (answer) => {
      answer.resume();
      answer.on("end", () => (answer.statusCode === 200 ? done() : failed(new Error(`the order came to ${answer.statusCode}`))));
    });
    asked.on("error", failed);
    asked.end(JSON.stringify(wish));
  });
}

/** These requests are answered with this status, until all rules are lifted. */
export function befall(clouds, which, status) {
  const fault = { kind: "fail", status, doneAllTheSame: false, retryAfter: null };
  return order(clouds, { do: "lay-down", rule: { ...which, fault } });
}

export function liftAll(clouds) {
  return order(clouds, { do: "lift-all-rules" });
}
