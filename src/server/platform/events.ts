import { sql } from 'kysely'
import { newId } from './clock.ts'
import type { WriteCtx } from './context.ts'
import { at, json } from './db.ts'
import { insertRows } from './insert-rows.ts'
import { wake } from './jobs.ts'

export type Subject = { kind: string; id: string }
type Event = {
  kind: string
  subject: Subject
  customerId?: string | null
  summary?: Record<string, unknown>
}

/** Many events of one write as one statement. Money in a summary is a number already. */
export async function recordEvents(ctx: WriteCtx, events: readonly Event[]): Promise<void> {
  await insertRows(
    ctx.db,
    'event',
    events.map((event) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      kind: event.kind,
      actor: ctx.actor.userId,
      recorded_at: ctx.tick,
      customer_id: event.customerId ?? null,
      subject_kind: event.subject.kind,
      subject_id: event.subject.id,
      summary: event.summary ?? {},
    })),
  )
}

/** One event row per write: the timeline on every page and what webhooks send (design law 4). */
export async function recordEvent(ctx: WriteCtx, event: Event): Promise<void> {
  await ctx.db
    .insertInto('event')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      kind: event.kind,
      actor: ctx.actor.userId,
      recorded_at: at(ctx.tick),
      customer_id: event.customerId ?? null,
      subject_kind: event.subject.kind,
      subject_id: event.subject.id,
      summary: json(event.summary ?? {}),
    })
    .execute()
}

/**
 * Marks subjects whose figures this transaction may have changed. The worker coalesces when it claims, so a
 * subject may be appended any number of times; the wake-up rides in the same transaction.
 */
export async function touch(ctx: WriteCtx, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length === 0) return
  const seen = new Map(subjects.map((subject) => [`${subject.kind}:${subject.id}`, subject]))
  const marked = [...seen.values()]
  const insert = sql`
    insert into watch_dirty (org_id, subject_kind, subject_id, tick, standing)
    select ${ctx.orgId}, s.kind, s.id, ${at(ctx.tick)}, ${ctx.source?.standing ?? false}
    from unnest(${marked.map(({ kind }) => kind)}::text[], ${marked.map(({ id }) => id)}::uuid[]) as s (kind, id)`
  await Promise.all([insert.execute(ctx.db), wake(ctx, 'watch.evaluate')])
}
