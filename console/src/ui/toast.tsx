/** A sentence at the edge of the page about what was just done. */
import { Toast, ToastTitle, useToastController } from "@fluentui/react-components";

export const TOASTER = "toasts";

export function useToast(): (words: string) => void {
  const { dispatchToast } = useToastController(TOASTER);
  return (words) =>
    dispatchToast(
      <Toast>
        <ToastTitle>{words}</ToastTitle>
      </Toast>,
      { intent: "success" },
    );
}
