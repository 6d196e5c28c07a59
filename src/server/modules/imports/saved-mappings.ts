import type { z } from 'zod'
import type { importMapping } from '../../../api/imports.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'

type Stored = { id: string; name: string; mapping: z.output<typeof importMapping>; headersKey: string }

/** Next month's file has the same headers: what was answered once is not asked again. */
export async function listMappings(ctx: ReadCtx): Promise<Stored[]> {
  const rows = await ctx.db
    .selectFrom('saved_mapping')
    .select(['id', 'name', 'mapping', 'headers_key as headersKey'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, mapping: row.mapping as Stored['mapping'] }))
}

export async function saveMapping(
  ctx: WriteCtx,
  input: { name: string; mapping: Mapping; headersKey: string },
): Promise<void> {
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('saved_mapping')
    .values({
      org_id: ctx.orgId,
      id,
      name: input.name,
      target: input.mapping.target,
      headers_key: input.headersKey,
      mapping: json(input.mapping),
    })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'name']).doUpdateSet((eb) => ({
        target: eb.ref('excluded.target'),
        headers_key: eb.ref('excluded.headers_key'),
        mapping: eb.ref('excluded.mapping'),
        version: eb('saved_mapping.version', '+', 1),
      })),
    )
    .execute()
  await recordEvent(ctx, {
    kind: 'mapping.saved',
    subject: { kind: 'mapping', id },
    summary: { name: input.name },
  })
}

export async function removeMapping(ctx: WriteCtx, id: string): Promise<{ id: string }> {
  const removed = await ctx.db
    .deleteFrom('saved_mapping')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
  if (!removed) throw notFound('mapping')
  await recordEvent(ctx, {
    kind: 'mapping.removed',
    subject: { kind: 'mapping', id },
    summary: { name: removed.name },
  })
  return { id }
}
