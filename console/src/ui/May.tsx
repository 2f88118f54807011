/** A button for those who may. Others see it, and why it is not for them. */
import { Button, Tooltip } from "@fluentui/react-components";
import type { ButtonProps } from "@fluentui/react-components";

import { useMay } from "../app/session";
import type { Role } from "../app/session";
import { text } from "../text";

type MayProps = ButtonProps & { roles: readonly Role[]; onClick?: () => void };

export function May({ roles, onClick, disabled, ...props }: MayProps) {
  const may = useMay(...roles);
  const rest = props as ButtonProps;
  if (may) {
    return <Button {...rest} {...(disabled === undefined ? {} : { disabledFocusable: disabled })} onClick={onClick} />;
  }
  const why = text.common.needsRole(roles.map((role) => text.common.roles[role]));
  return (
    <Tooltip content={why} relationship="description" withArrow>
      <Button {...rest} disabledFocusable />
    </Tooltip>
  );
}
