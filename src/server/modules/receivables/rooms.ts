import { sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import { type Change, placeInRoom } from '../../../core/receivable/room.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** What stands set against an instalment, in both readings of the past (law 2). */
export type Room = { days: Change<Day>[]; moments: Change<Instant>[] }

type Row = { instalmentId: string; fen: bigint; on: Day; known: Instant; ended: Instant | null }

/**
 * What stood against the open instalments of these customers on which something was taken off again or taken
 * back: money of a past day may find them full on the days between. On all others only ever more was set, and
 * what is open today was open on every day before.
 */
export async function loadRooms(ctx: ReadCtx, customerIds: readonly string[]): Promise<Map<string, Room>> {
  const { rows } = await sql<Row>`
    select a.instalment_id as "instalmentId", a.amount_fen as fen, a.occurred_on as "on",
      (extract(epoch from a.known_at) * 1000)::float8 as known, (extract(epoch from a.voided_at) * 1000)::float8 as ended
    from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id and i.voided_at is null and i.open_fen > 0
    where a.org_id = ${ctx.orgId} and a.instalment_id in (select t.instalment_id from allocation t
      where t.org_id = ${ctx.orgId} and t.customer_id = any(${[...customerIds]}::uuid[])
        and (t.amount_fen < 0 or t.voided_at is not null))`.execute(ctx.db)
  const rooms = new Map<string, Room>()
  for (const [id, own] of Map.groupBy(rows, (row) => row.instalmentId))
    rooms.set(id, { days: own.flatMap(dayOfRow), moments: own.flatMap(momentsOf) })
  return rooms
}

function dayOfRow({ fen, on, ended }: Row): Change<Day>[] {
  return ended === null ? [{ at: on, fen }] : []
}

function momentsOf({ fen, known, ended }: Row): Change<Instant>[] {
  if (ended === null) return [{ at: known, fen }]
  if (ended <= known) return []
  return [
    { at: known, fen },
    { at: ended, fen: -fen },
  ]
}

export type Dated = { instalmentId: string; amountFen: bigint; on: Day; known: Instant }

/**
 * On which days, and known since when, a part of a payment stands against an instalment; noted in its `room`
 * for whatever comes after it.
 */
export function datePart(
  { instalmentId, amountFen, on, known }: Dated,
  { owedFen, room }: { owedFen: bigint; room: Room | undefined },
): Dated[] {
  if (!room) return [{ instalmentId, amountFen, on, known }]
  return placeInRoom(amountFen, on, { owedFen, changes: room.days }).flatMap((day) => {
    room.days.push({ at: day.from, fen: day.amountFen })
    return placeInRoom(day.amountFen, known, { owedFen, changes: room.moments }).map((part) => {
      room.moments.push({ at: part.from, fen: part.amountFen })
      return { instalmentId, amountFen: part.amountFen, on: day.from, known: part.from }
    })
  })
}
