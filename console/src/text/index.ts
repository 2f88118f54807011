/**
 * All that people read, in one place. A further language is a further folder with the same names in it. Each page
 * loads the words that it says, and no others.
 */
export * as text from "./en";
