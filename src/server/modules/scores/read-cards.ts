import { sql } from 'kysely'
import { type Card, cardOf, judge } from '../../../core/score/card.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { lineDefs, loadCards, mayWrite, shaped } from './card-rules.ts'
import { findLines } from './find-lines.ts'
import { type Asked, type CardLook, lookAt } from './look.ts'

/**
 * The cards of a month (C169): of oneself, of the people one leads, of all. Whoever has left is there with
 * what the month knows of them; whoever it knows nothing of is not.
 */
export async function readCards(ctx: ReadCtx, asked: Asked) {
  const look = await lookAt(ctx, asked)
  const rule = cardOf(await loadCards(ctx, look.asOf), look.month)
  const people = rule === null ? [] : await peopleOf(ctx, look)
  const lines = rule?.lines.map(({ line }) => line) ?? []
  const found = await findLines(ctx, look, { users: people.map(({ id }) => id), lines })
  const cards =
    rule === null
      ? []
      : people.map((person) => ({ person, ...judge(rule, (line) => found(person.id, line)) }))
  return {
    month: look.month,
    until: look.to,
    closedAt: look.closedAt,
    rule: shaped(rule),
    lines: lineDefs(),
    people: cards.filter(isKnown).sort(byTotal),
    can: { write: mayWrite(ctx) },
  }
}

type Person = { id: string; name: string; active: boolean }

/** A count of nothing is nothing known of somebody who neither sells nor leads. */
function isKnown({ lines }: Card): boolean {
  return lines.some(({ value, n }) => value !== null && n > 0)
}

/** Those who can be judged first, the best of them first; names decide the rest. */
function byTotal(a: Card & { person: Person }, b: Card & { person: Person }): number {
  return (b.tenths ?? -1) - (a.tenths ?? -1) || (a.person.name < b.person.name ? -1 : 1)
}

async function peopleOf(ctx: ReadCtx, look: CardLook): Promise<Person[]> {
  const users = visibleUsers(ctx, 'score.read')
  const { rows } = await sql<Person>`
    select n.id, n.name, n.status = 'active' as active from ${peopleThen(ctx, pastMoment(ctx, look.asOf))} n
    where n.org_id = ${ctx.orgId} ${users === null ? sql`` : sql`and n.id = any(${users}::uuid[])`}
    order by n.name, n.id`.execute(ctx.db)
  return rows
}
