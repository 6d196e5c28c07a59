import { dayOf, firstDayOf, lastDayOf, type Month } from '../../../core/calendar.ts'
import { checkBooking } from '../../../core/receivable/provision.ts'
import { chargeOf, notYetBooked } from '../../../core/receivable/write-off.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { movementOf } from './read-losses.ts'
import { provisionOn } from './read-provision.ts'

/**
 * Keeps what is set aside for the books of a month (C096): what it was at the end of the last booked month,
 * what is added or released, what it is now. Booked again, the old booking stays beside it, replaced.
 */
export async function bookProvision(ctx: WriteCtx, form: { month: Month; reason: string }) {
  const { month } = form
  const live = await ctx.db
    .selectFrom('provision_booking')
    .select([
      'id',
      'month',
      'closing_fen',
      'written_off_fen as writtenOffFen',
      'recovered_fen as recoveredFen',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('replaced_at', 'is', null)
    .where('month', '<=', month)
    .orderBy('month', 'desc')
    .forUpdate()
    .execute()
  const same = live.find((row) => row.month === month)
  const checked = checkBooking(form, { today: dayOf(ctx.now), booked: same !== undefined })
  if (!checked.ok) throw refused(checked)
  const earlier = live.filter((row) => row.month < month)
  const openingFen = earlier[0]?.closing_fen ?? 0n
  const { provision } = await provisionOn(ctx, lastDayOf(month), 'business')
  // All that moved since the first booked month: also what came late for a month that was booked already.
  const first = earlier.at(-1)?.month ?? month
  const moved = notYetBooked(await movementOf(ctx, firstDayOf(first), lastDayOf(month)), earlier)
  const chargeFen = chargeOf(openingFen, provision.totalFen, moved)
  if (same)
    await ctx.db
      .updateTable('provision_booking')
      .set({ replaced_at: at(ctx.tick) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', same.id)
      .execute()
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('provision_booking')
    .values({
      org_id: ctx.orgId,
      id,
      month,
      opening_fen: openingFen,
      charge_fen: chargeFen,
      written_off_fen: moved.writtenOffFen,
      recovered_fen: moved.recoveredFen,
      closing_fen: provision.totalFen,
      general_fen: provision.generalFen,
      individual_fen: provision.individualFen,
      open_fen: provision.openFen,
      lines: json(
        provision.lines.map((line) => ({
          ...line,
          openFen: Number(line.openFen),
          individualFen: Number(line.individualFen),
          baseFen: Number(line.baseFen),
          fen: Number(line.fen),
        })),
      ),
      reason: form.reason,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'provision.booked',
    subject: { kind: 'provision_booking', id },
    summary: { month, chargeFen, closingFen: provision.totalFen },
  })
  return { id, chargeFen, closingFen: provision.totalFen }
}
