import type { Fen } from '../money.ts'
import {
  decideHold,
  decideInTurn,
  HOLDS,
  NOTHING_OWED,
  plusOwing,
  type Standing,
  type Waiting,
} from './exposure.ts'
import type { Group } from './group.ts'
import type { CreditPolicy } from './policy.ts'

/** One of the companies that a change is about, with its orders that are held. */
export type Company = { id: string; standing: Standing; held: readonly Waiting[] }

/** How much a change lets go, and how long overdue the one is that had to wait until then. */
export type Freed = { amountFen: Fen; days: number }

/**
 * What a change of who owes together lets go: held orders that need wait no longer, and room for the next
 * one that was not there. Asked of each company as it stands and as it would stand, because a limit of the
 * group takes the place of one by grade, and the overdue of one holds the others. Empty: it only binds more.
 */
export function freedOf(
  companies: readonly Company[],
  { before, after }: { before: Group | null; after: Group },
  policy: CreditPolicy,
): Map<string, Freed> {
  const was = judge(companies, before, policy)
  const will = judge(companies, after, policy)
  return new Map(
    companies.flatMap(({ id, held }): [string, Freed][] => {
      const [then, now] = [was.get(id)!, will.get(id)!]
      const orders = held.filter((one) => !then.free.has(one.id) && now.free.has(one.id))
      const isRoomier = now.roomFen > then.roomFen
      if (orders.length === 0 && !isRoomier && now.rung >= then.rung) return []
      const ordersFen = orders.reduce((sum, { amountFen }) => sum + amountFen, 0n)
      const roomFen = isRoomier && now.roomFen < FARTHEST ? now.roomFen : 0n
      return [[id, { amountFen: ordersFen > roomFen ? ordersFen : roomFen, days: then.days }]]
    }),
  )
}

type Judged = { free: ReadonlySet<string>; roomFen: Fen; rung: number; days: number }

/** Held orders in turn: what one of them is let go takes room from those it owes together with. */
function judge(
  companies: readonly Company[],
  group: Group | null,
  policy: CreditPolicy,
): Map<string, Judged> {
  let standing = new Map(companies.map((one) => [one.id, one.standing]))
  const found = new Map<string, Judged>()
  for (const { id, held } of companies) {
    const mine = together(standing, group, id)
    const free = [...decideInTurn(mine, held, policy)].flatMap(([order, { hold }]) =>
      hold === 'none' ? order : [],
    )
    const hold = decideHold(mine, { document: 'order', amountFen: 1n }, policy).hold
    found.set(id, {
      free: new Set(free),
      roomFen: roomOf(mine, policy),
      rung: HOLDS.indexOf(hold),
      days: Math.max(mine.own.overdueDays, mine.group?.owing.overdueDays ?? 0),
    })
    const taken = held.reduce((sum, one) => (free.includes(one.id) ? sum + one.amountFen : sum), 0n)
    const { own } = mine
    standing = new Map(standing).set(id, { ...mine, own: { ...own, ordersFen: own.ordersFen + taken } })
  }
  return found
}

/** One of them as it stands if these and no others owe together. */
function together(standings: ReadonlyMap<string, Standing>, group: Group | null, id: string): Standing {
  const mine = standings.get(id)!
  const ids = group && group.memberIds.length > 1 ? group.memberIds : []
  if (!ids.includes(id)) return { ...mine, group: null }
  const all = ids.map((one) => standings.get(one)!)
  const owing = all.reduce((sum, { own }) => plusOwing(sum, own), NOTHING_OWED)
  const others = ids.filter((one) => one !== id).map((one) => standings.get(one)!)
  return {
    ...mine,
    group: {
      ...{ owing, limitFen: group!.limitFen },
      others: others.map(({ own, covers }) => ({ owing: own, covers })),
    },
  }
}

const FARTHEST: Fen = 1n << 62n

/** The largest next order that need not wait. */
function roomOf(standing: Standing, policy: CreditPolicy): Fen {
  const waits = (amountFen: Fen) =>
    decideHold(standing, { document: 'order', amountFen }, policy).hold !== 'none'
  if (!waits(FARTHEST)) return FARTHEST
  let [within, beyond] = [0n, FARTHEST]
  while (beyond - within > 1n) {
    const middle = (within + beyond) / 2n
    if (waits(middle)) beyond = middle
    else within = middle
  }
  return within
}
