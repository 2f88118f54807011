/** One of the roles, with what it may beside it. */
import { Field, Select } from "@fluentui/react-components";

import type { Role } from "../app/session";
import { text } from "../text";

export const ROLES = Object.keys(text.access.roleWords) as Role[];

interface ChooseRoleProps {
  value: Role;
  change: (role: Role) => void;
}

export function ChooseRole({ value, change }: ChooseRoleProps) {
  return (
    <Field label={text.access.role} hint={text.access.roleWords[value]} required>
      <Select value={value} onChange={(_, data) => change(ROLES.find((it) => it === data.value) ?? value)}>
        {ROLES.map((it) => (
          <option key={it} value={it}>
            {text.common.roles[it]}
          </option>
        ))}
      </Select>
    </Field>
  );
}
