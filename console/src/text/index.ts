/** All that people read, in one place. A further language is a further object of the same shape. */
import { en } from "./en";

export type Text = typeof en;

export const text: Text = en;
