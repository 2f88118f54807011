/** The list of pages where there is no room beside them. */
import {
  Button,
  Drawer,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
} from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";

import { text } from "../text";
import { Entries } from "./Entries";

export function SideMenu({ close }: { close: () => void }) {
  return (
    <Drawer open onOpenChange={close} position="start" size="small">
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              icon={<DismissRegular />}
              aria-label={text.shell.closeMenu}
              onClick={close}
            />
          }
        >
          {text.shell.product}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <nav aria-label={text.shell.navigation}>
          <Entries />
        </nav>
      </DrawerBody>
    </Drawer>
  );
}
