import type { Instant } from '../../../core/calendar.ts'
import { type ChannelHealth, isOpenFor } from '../../../core/notify/retry.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { ChannelConfig } from './channel-secrets.ts'
import type { ReaderRow } from './readers.ts'

/** A channel row with its jsonb read into shapes. */
export type ChannelRow = {
  id: string
  kind: string
  name: string
  config: ChannelConfig
  secret: Buffer | null
  audience: Audience
  /** `on`, `off` by an administrator, `broken` by itself after the provider refused. */
  status: string
  failures: number
  fault: Fault | null
  version: number
}

export type Audience = { departmentId: string | null; minSeverity: 1 | 2 | 3; brief: boolean }

/** `last_error` of the row: the provider's last refusal and the breaker. */
export type Fault = { code: string; message: string; transient: number; pausedUntil: Instant | null }

const WHOLE_COMPANY: Audience = { departmentId: null, minSeverity: 3, brief: true }

export async function loadChannels(
  ctx: ReadCtx,
  ids: readonly string[] | null = null,
): Promise<ChannelRow[]> {
  const rows = await ctx.db
    .selectFrom('channel')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .$if(ids !== null, (query) => query.where('id', 'in', [...ids!, '00000000-0000-0000-0000-000000000000']))
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(channelOf)
}

export function channelOf(row: {
  id: string
  kind: string
  name: string
  config: unknown
  secret: Buffer | null
  audience: unknown
  status: string
  failures: number
  last_error: unknown
  version: number
}): ChannelRow {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    config: row.config as ChannelConfig,
    secret: row.secret,
    audience: { ...WHOLE_COMPANY, ...(row.audience as Partial<Audience>) },
    status: row.status,
    failures: row.failures,
    fault: row.last_error as Fault | null,
    version: row.version,
  }
}

export function healthOf(channel: ChannelRow): ChannelHealth {
  const { fault, failures, status } = channel
  const paused = fault !== null && fault.pausedUntil !== null
  return {
    state: status === 'on' ? (paused ? 'paused' : 'ok') : 'off',
    permanentFailures: failures,
    transientFailures: fault?.transient ?? 0,
    pausedUntil: fault?.pausedUntil ?? null,
    code: fault?.code ?? null,
    message: fault?.message ?? null,
  }
}

export function isOpen(channel: ChannelRow, now: Instant): boolean {
  return channel.status === 'on' && isOpenFor(healthOf(channel), now)
}

export function isGroup(channel: ChannelRow): boolean {
  return channel.kind === 'wecom' || channel.kind === 'dingtalk' || channel.kind === 'feishu'
}

/** Each department with all departments above it, itself included. */
export async function loadLines(ctx: ReadCtx): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await ctx.db
    .selectFrom('department')
    .select(['id', 'parent_id'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const parents = new Map(rows.map((row) => [row.id, row.parent_id]))
  return new Map(
    rows.map(({ id }) => {
      const line = new Set<string>()
      for (let up: string | null = id; up !== null && !line.has(up); up = parents.get(up) ?? null)
        line.add(up)
      return [id, line]
    }),
  )
}

/** Whether a group channel speaks to this person about something of this severity. */
export function reaches(
  channel: ChannelRow,
  person: ReaderRow,
  severity: number,
  lines: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const { departmentId, minSeverity } = channel.audience
  if (severity > minSeverity) return false
  if (departmentId === null) return true
  return person.departmentId !== null && (lines.get(person.departmentId)?.has(departmentId) ?? false)
}
