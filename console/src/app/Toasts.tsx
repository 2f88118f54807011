import { Toaster } from "@fluentui/react-components";

import { TOASTER } from "../ui/toast";

/** Where sentences about what was just done appear. */
export function Toasts() {
  return <Toaster toasterId={TOASTER} position="bottom-end" />;
}
