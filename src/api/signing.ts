import { z } from 'zod'
import { can } from './paging.ts'
import { id, instant, route } from './route.ts'

/** Contracts as sealed files (C080): a tamper seal shows that nothing was changed, it signs for nobody. */

export const listSignings = route({
  id: 'signing.list',
  method: 'GET',
  path: '/api/contracts/:id/signings',
  permission: 'contract.read',
  summary: 'The sealed files of a contract, each checked again against its seal [C080]',
  params: z.object({ id }),
  reply: z.object({
    items: z.array(
      z.object({
        id,
        version: z.int(),
        at: instant,
        actorName: z.string().nullable(),
        /** taken off the contract: its name and hash stay */
        fileId: id.nullable(),
        fileName: z.string(),
        sha256: z.string(),
        verdict: z.enum(['intact', 'changed', 'forged', 'none']),
        by: z.string().nullable(),
      }),
    ),
    can: z.object({ seal: can }),
  }),
})

export const sealContract = route({
  id: 'signing.seal',
  method: 'POST',
  path: '/api/contracts/:id/seal',
  permission: 'contract.write',
  summary:
    'Seals the version in force against tampering and keeps the file with its hash; no signature of a CA [C080]',
  params: z.object({ id }),
  body: z.object({}),
  reply: z.object({ id, fileId: id, sha256: z.string() }),
})
