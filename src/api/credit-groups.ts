import { z } from 'zod'
import { fen, id, route } from './route.ts'

export const saveCreditGroup = route({
  id: 'credit.saveGroup',
  method: 'PUT',
  path: '/api/customers/:id/credit/group',
  permission: 'credit.policy',
  summary:
    'Which companies owe together with this one and what all of them may; alone, they stand apart again [C014 C021 C023]',
  params: z.object({ id }),
  body: z.object({
    name: z.string().trim().min(1).max(100),
    /** null: no limit of their own, each has its own */
    limitFen: fen.nullable(),
    /** this customer among them */
    memberIds: z.array(id).min(1).max(50),
    /** as it was read; 0: there was none */
    version: z.int().min(0),
  }),
  reply: z.object({ id: id.nullable() }),
})
