/** The events of one thing in a row, through which one goes by arrow keys, by hand, or by a date. */
import { Button, Field, Input, Slider as Bar, makeStyles, tokens } from "@fluentui/react-components";
import { ChevronLeftRegular, ChevronRightRegular } from "@fluentui/react-icons";

import { text } from "../../text";
import { happening } from "../../ui/happening";
import type { Happened } from "./events";
import { fieldValue, placeAt } from "./moments";

const words = text.audit.then;

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalM },
  row: { display: "flex", alignItems: "end", gap: tokens.spacingHorizontalS },
  wide: { flexGrow: 1, minWidth: 0 },
  date: { maxWidth: "260px" },
});

interface SliderProps {
  events: readonly Happened[];
  place: number;
  go: (place: number) => void;
}

export function Slider({ events, place, go }: SliderProps) {
  const styles = useStyles();
  const event = events[place];
  const last = events.length - 1;
  const said = words.event(place + 1, events.length, event === undefined ? "" : happening(event.type));
  const toDate = (value: string) => {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) {
      // The field has no fractions of a second: the event that it shows is meant as well.
      go(placeAt(events, instant + 999));
    }
  };
  return (
    <div className={styles.box}>
      <div className={styles.row}>
        <Button icon={<ChevronLeftRegular />} aria-label={words.earlier} disabledFocusable={place <= 0} onClick={() => go(place - 1)} />
        <Field label={`${words.slider}: ${said}`} className={styles.wide}>
          <Bar
            min={0}
            max={last}
            step={1}
            value={place}
            input={{ "aria-valuetext": said }}
            onChange={(_, { value }) => go(value)}
          />
        </Field>
        <Button icon={<ChevronRightRegular />} aria-label={words.later} disabledFocusable={place >= last} onClick={() => go(place + 1)} />
      </div>
      <Field label={words.at} hint={words.atHint} className={styles.date}>
        <Input
          type="datetime-local"
          step={1}
          value={event === undefined ? "" : fieldValue(event.recordedAt)}
          onChange={(_, { value }) => toDate(value)}
        />
      </Field>
    </div>
  );
}
