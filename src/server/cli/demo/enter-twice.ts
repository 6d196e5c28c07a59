import { DAY_MS } from '../../../core/calendar.ts'
import type { Company } from '../../../world/shapes.ts'
import { recordActivities, saveContacts, saveCustomers } from '../../modules/customers/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { People } from './load-people.ts'

const TWICE = 2

/** Customers that a second salesperson entered once more this week, in other words (C209). */
export async function enterTwice(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const known = company.customers.filter(({ name }) => /(有限责任公司|有限公司)$/.test(name)).slice(0, TWICE)
  for (const { name, city, phone, responsible, contacts } of known) {
    const other = company.people.find(
      ({ login, roles, leftOn }) => roles.includes('rep') && leftOn === null && login !== responsible,
    )
    if (!other) continue
    const userId = people.get(other.login)!
    const twin = name.replace(/(（集团）)?(有限责任公司|有限公司)$/, '公司')
    const [saved] = await saveCustomers(ctx, [{ name: twin, city, phone, responsibleId: userId }])
    if (saved!.outcome !== 'new') continue
    const [first] = contacts
    if (first) await saveContacts(ctx, [{ ...first, customerId: saved!.id }])
    const note = {
      kind: 'call' as const,
      summary: '电话询价，回头发样册。',
      occurredAt: ctx.now - 3 * DAY_MS,
    }
    await recordActivities(ctx, [{ ...note, customerId: saved!.id, userId }])
  }
}
