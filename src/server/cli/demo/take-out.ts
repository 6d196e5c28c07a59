import { DAY_MS } from '../../../core/calendar.ts'
import type { ExportList } from '../../../core/export/guard.ts'
import type { Role } from '../../../core/permission.ts'
import type { Company } from '../../../world/shapes.ts'
import { passExport, requestExport } from '../../modules/exports/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const TAKEN: readonly { by: Role; daysAgo: number; list: ExportList; search: string; rows: number }[] = [
  { by: 'finance', daysAgo: 6, list: 'receivables', search: '', rows: 64 },
  { by: 'manager', daysAgo: 3, list: 'deals', search: 'stuckOnly=true', rows: 31 },
  { by: 'manager', daysAgo: 1, list: 'customers', search: 'overdueOnly=true&view=all', rows: 18 },
]

/** Files that left in the past week, and a list of all customers that waits for somebody's consent (C192). */
export async function takeOut(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = [...actorsOf(company, people).values()]
  const doing = (role: Role, daysAgo: number): WriteCtx => ({
    ...ctx,
    now: ctx.now - daysAgo * DAY_MS,
    actor: actors.find(({ roles }) => roles.includes(role))!,
  })
  for (const { by, daysAgo, list, search, rows } of TAKEN) {
    await passExport(doing(by, daysAgo), { list, search, extent: { rows, customers: rows }, grant: null })
  }
  await requestExport(doing('finance', 0), {
    list: 'customers',
    search: '',
    rows: company.customers.length,
    customers: company.customers.length,
    reason: '年底给全部客户寄对账确认函，要名称和负责人核对一遍。',
  })
}
