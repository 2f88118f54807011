/** What can be done with the customer as a whole. */
import { useState } from "react";

import { text } from "../../text";
import type { Fault } from "../../ui/fault";
import { May } from "../../ui/May";
import { Archive } from "./Archive";
import { Merge } from "./Merge";
import type { Customer } from "./Page";
import { Part } from "./Part";
import { Rename } from "./Rename";

const words = text.customers;

interface ActionsProps {
  customer: Customer;
  asked: (approval: { id: string; sentence: string }) => void;
  left: (faults: readonly Fault[]) => void;
}

export function Actions({ customer, asked, left }: ActionsProps) {
  const [open, setOpen] = useState<"rename" | "merge" | "part" | "archive">();
  const close = () => setOpen(undefined);
  return (
    <>
      {customer.status === "REGISTERED" ? (
        <>
          <May roles={["TECH", "ADMIN"]} onClick={() => setOpen("rename")}>
            {words.rename}
          </May>
          <May roles={["ADMIN"]} onClick={() => setOpen("merge")}>
            {words.merge}
          </May>
          <May roles={["TECH", "ADMIN"]} onClick={() => setOpen("archive")}>
            {words.archive}
          </May>
        </>
      ) : null}
      {customer.status === "MERGED" ? (
        <May roles={["ADMIN"]} onClick={() => setOpen("part")}>
          {words.part}
        </May>
      ) : null}
      {open === "rename" ? <Rename customer={customer} close={close} /> : null}
      {open === "merge" ? <Merge customer={customer} left={left} close={close} /> : null}
      {open === "part" ? <Part customer={customer} left={left} close={close} /> : null}
      {open === "archive" ? <Archive customer={customer} asked={asked} close={close} /> : null}
    </>
  );
}
