// The editor works in the background by files of our own, which the page's policy lets in; it would else
// make them up from text.

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string): Worker {
      const known = label === "graphql" || label === "json" ? label : "editor";
      return new Worker(WORKERS[known]);
    },
  },
});
