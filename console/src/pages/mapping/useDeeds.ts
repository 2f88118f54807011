/** What is done with records. The last of it is kept, so that it can be undone. */
import { text } from "../../text";
import { useCommand } from "../../ui/command";
import { useDraft } from "../../ui/draft";
import { useToast } from "../../ui/toast";
import {
  CustomerOfRecordDocument,
  HeedRecordDocument,
  IgnoreRecordDocument,
  LinkRecordDocument,
  MoveRecordDocument,
  UndoRecordDocument,
  UnlinkRecordDocument,
} from "./page.gql";
import type { DoneWithFragment } from "./page.gql";

const words = text.mapping;

/** By the name that people read. */
export interface Named {
  id: string;
  name: string;
}

interface Done {
  record: Named;
  /** Where it is on record; nothing where it is whatever was the last. */
  position: string | null;
  words: string;
}

function ownerOf(record: DoneWithFragment | null): string {
  return record?.link?.customer?.name ?? text.common.unknown;
}

/** `left` hears which record was dealt with. */
export function useDeeds(left: (record: string) => void) {
  const [{ last }, keep, forget] = useDraft<{ last: Done | null }>("mapping.last", { last: null });
  const toast = useToast();
  const link = useCommand(LinkRecordDocument);
  const unlink = useCommand(UnlinkRecordDocument);
  const move = useCommand(MoveRecordDocument);
  const ignore = useCommand(IgnoreRecordDocument);
  const heed = useCommand(HeedRecordDocument);
  const undo = useCommand(UndoRecordDocument);
  const create = useCommand(CustomerOfRecordDocument);
  const all = [link, unlink, move, ignore, heed, undo, create];
  const clear = () => {
    for (const command of all) {
      command.clear();
    }
  };
  const done = (record: Named, told: string, now: DoneWithFragment | null) => {
    keep({ last: { record, words: told, position: now?.history.at(-1)?.position ?? null } });
    toast(told);
    left(record.id);
    return true;
  };
  const reverse = async (record: Named, position: string | null) => {
    clear();
    if (await undo.run({ record: record.id, position })) {
      toast(words.undone(record.name));
      forget();
    }
  };
  return {
    last,
    running: all.some((it) => it.running),
    faults: all.flatMap((it) => it.faults),
    clear,
    reverse,
    async link(record: Named, customer: string, suggestedScore?: number) {
      clear();
      const it = await link.run({ record: record.id, customer, suggestedScore: suggestedScore ?? null });
      return it !== undefined && done(record, words.linked(record.name, ownerOf(it.record)), it.record);
    },
    async unlink(record: Named, customer: string) {
      clear();
      const it = await unlink.run({ record: record.id, customer });
      return it !== undefined && done(record, words.unlinked(record.name), it.record);
    },
    async move(record: Named, from: string, to: string) {
      clear();
      const it = await move.run({ record: record.id, from, to });
      return it !== undefined && done(record, words.moved(record.name, ownerOf(it.record)), it.record);
    },
    async ignore(record: Named, reason: string) {
      clear();
      const it = await ignore.run({ record: record.id, reason });
      return it !== undefined && done(record, words.ignored(record.name), it.record);
    },
    async heed(record: Named) {
      clear();
      const it = await heed.run({ record: record.id });
      return it !== undefined && done(record, words.heeded(record.name), it.record);
    },
    async create(record: Named, name: string) {
      clear();
      const it = await create.run({ record: record.id, name });
      return it !== undefined && done(record, words.created(it.customer?.name ?? name), null);
    },
  };
}

export type Deeds = ReturnType<typeof useDeeds>;
