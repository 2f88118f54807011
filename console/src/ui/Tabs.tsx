/** Views of one page, of which the address names the one that is shown. */
import { Tab, TabList } from "@fluentui/react-components";

interface TabsProps {
  label: string;
  value: string;
  among: readonly (readonly [string, string])[];
  change: (value: string) => void;
}

export function Tabs({ label, value, among, change }: TabsProps) {
  return (
    <TabList
      aria-label={label}
      selectedValue={value}
      onTabSelect={(_, data) => change(String(data.value))}
      style={{ flexWrap: "wrap" }}
    >
      {among.map(([value, words]) => (
        <Tab key={value} value={value}>
          {words}
        </Tab>
      ))}
    </TabList>
  );
}
