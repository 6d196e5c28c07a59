import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { at } from '../../platform/db.ts'

/**
 * Why alert `a` was held back at that moment, or null; read from its steps when one looks back. Of a settled
 * one nothing is held back any more.
 */
export function inhibitedThen({ moment, isPast }: { moment: Instant; isPast: boolean }): RawBuilder<unknown> {
  if (!isPast) return sql`case when a.resolved_at is null then a.inhibited_by end`
  return sql`case when a.resolved_at is null or a.resolved_at > ${at(moment)} then (
    select s.detail ->> 'reason' from alert_step s where s.org_id = a.org_id and s.alert_id = a.id and s.at <= ${at(moment)}
      and s.kind in ('inhibited', 'released') order by s.at desc, s.id desc limit 1) end`
}
