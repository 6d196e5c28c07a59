import { z } from 'zod'
import { NUMBERED_KINDS } from '../core/document/number-pattern.ts'
import { can } from './paging.ts'
import { route } from './route.ts'

export const numberGaps = route({
  id: 'contracts.number_gaps',
  method: 'GET',
  path: '/api/document-numbers',
  permission: 'export.run',
  summary: 'How quotes, orders and contracts are numbered, and missing numbers series by series [C082]',
  reply: z.object({
    rules: z.array(z.object({ kind: z.enum(NUMBERED_KINDS), pattern: z.string(), next: z.string() })),
    can: z.object({ write: can }),
    kinds: z.array(
      z.object({
        kind: z.enum(['contract', 'order', 'quote', 'invoice']),
        documents: z.int(),
        missing: z.int(),
        takenBack: z.int(),
        series: z.array(
          z.object({
            prefix: z.string(),
            first: z.string(),
            last: z.string(),
            held: z.int(),
            gaps: z.array(z.object({ from: z.string(), to: z.string(), count: z.int() })),
          }),
        ),
      }),
    ),
  }),
})

const pattern = z.string().trim().min(4).max(40)

export const saveNumberRules = route({
  id: 'numbers.save_rules',
  method: 'PUT',
  path: '/api/document-numbers',
  permission: 'setting.write',
  summary:
    'How new documents are numbered: letters, {YYYY} {YY} {MM}, and the serial {0000} at the end [C082]',
  body: z.object({ quote: pattern, order: pattern, contract: pattern }),
  reply: z.object({ ok: z.literal(true) }),
})
