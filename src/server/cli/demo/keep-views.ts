import { BOSS } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { createView } from '../../modules/lists/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const VIEWS = [
  {
    list: 'customer',
    name: '逾期超过 30 天',
    values: {
      fields: 'overdue_days~from~31',
      sort: 'overdue',
      cols: 'name,overdue,overdue_days,grade,responsible,last_on',
    },
  },
  {
    list: 'customer',
    name: '额度 50 万以上',
    values: {
      fields: 'limit~from~50000000',
      sort: 'open',
      cols: 'name,limit,open,term_days,grade,responsible',
    },
  },
  {
    list: 'deal',
    name: '停了两周的大单',
    values: {
      fields: 'amount~from~10000000;stage_days~from~14',
      sort: 'amount',
      cols: 'title,amount,stage,stage_days,quiet_days,responsible',
    },
  },
] as const

/** Views that the boss shares with everybody. */
export async function keepViews(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const boss = { ...ctx, actor: actorsOf(company, people).get(BOSS)! }
  for (const view of VIEWS) await createView(boss, { ...view, share: 'everyone' })
}
