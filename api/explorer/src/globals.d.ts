declare module "*.css";

/** Where the editor's workers are; the build knows. */
declare const WORKERS: Record<"editor" | "graphql" | "json", string>;
