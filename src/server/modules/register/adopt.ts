import { dayOf } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type Adoptable, differencesOf } from '../../../core/register/differences.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, forbidden, notFound } from '../../platform/errors.ts'
import { noteItem } from '../credit/index.ts'
import { correctCustomer, scopedCustomerIds } from '../customers/index.ts'
import { heldOf, snapshotsKnown } from './read-register.ts'

const NAMES: Readonly<Record<string, string>> = { qichacha: '企查查', tianyancha: '天眼查' }

type Form = { snapshotId: string; field: Adoptable; held: string | null }

/**
 * Takes one field over by the ordinary way of entering it: same scope, same rules, same history. Refused when
 * the page showed another look-up or another value than there is now; nothing is written beside it.
 */
export async function adoptField(ctx: WriteCtx, customerId: string, form: Form): Promise<{ ok: true }> {
  const { snapshotId, field } = form
  const mine = await scopedCustomerIds(ctx, 'credit.write')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  if (!mine) throw notFound('customer')
  const [rows, held] = [await snapshotsKnown(ctx, customerId, dayOf(ctx.now)), await heldOf(ctx, customerId)]
  const newest = rows.at(-1)
  if (newest?.id !== snapshotId) throw conflict('value_changed')
  const found = differencesOf(held, newest.facts).find((one) => one.field === field)
  if (!found || found.held !== form.held) throw conflict('value_changed')
  const { told } = found
  if (field === 'name' || field === 'code') {
    if (!may(ctx.actor.roles, 'customer.write')) throw forbidden('customer.write')
    const of = field === 'name' ? ('name' as const) : ('uscc' as const)
    await correctCustomer(ctx, customerId, { field: of, from: found.held, to: told, isPutBack: false })
  } else {
    const isBad = field === 'dishonest' && told === '1'
    await noteItem(ctx, customerId, {
      ...{ item: field, value: Number(told), verdict: isBad ? 'refused' : 'passed', note: '', on: newest.on },
      source: `${NAMES[newest.provider] ?? newest.provider} ${newest.on}`,
    })
  }
  return { ok: true }
}
