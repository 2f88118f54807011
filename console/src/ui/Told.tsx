/** A sentence of the record: the instants in it are told in the reader's own zone. */
import { Fragment } from "react";

import { Moment } from "./Moment";

const INSTANT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

export function Told({ sentence }: { sentence: string }) {
  // Every second part is what the expression found.
  return sentence.split(INSTANT).map((part, index) =>
    index % 2 === 1 ? <Moment key={index} at={part} relative={false} /> : <Fragment key={index}>{part}</Fragment>,
  );
}
