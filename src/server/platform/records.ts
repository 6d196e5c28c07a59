import type { ReadCtx } from './context.ts'
import { notFound } from './errors.ts'

/** What is told about a record to whoever may see it: enough for a title, a link and a filter. */
export type RecordHead = {
  title: string
  customerId: string | null
  url: string
  /** why the actor may look at its files and not change them */
  filesClosed?: string
  /** files that something was agreed to by their content; they stay */
  filesHeld?: ReadonlySet<string>
}

/**
 * Opens a record for the actor, or null when it is not there or not theirs. What hangs on any record (files,
 * tasks, questions) asks here; the composition root knows which module keeps which kind.
 */
export type Door = (ctx: ReadCtx, id: string) => Promise<RecordHead | null>
export type Doors = Readonly<Record<string, Door>>

export async function openRecord(
  ctx: ReadCtx,
  doors: Doors,
  { recordKind, recordId }: { recordKind: string; recordId: string },
): Promise<RecordHead> {
  const head = await doors[recordKind]?.(ctx, recordId)
  if (!head) throw notFound(recordKind)
  return head
}
