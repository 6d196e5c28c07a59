import { z } from 'zod'
import { DUTIES, STEP_IDS } from '../core/duty/matrix.ts'
import { ROLES } from '../core/permission.ts'
import { bilingual } from './alerts.ts'
import { can } from './paging.ts'
import { instant, route } from './route.ts'

/** Who does, decides, is asked and is told in each step of selling, as the company writes it (C186). */

const step = z.enum(STEP_IDS)
const role = z.enum(ROLES)
const cell = z.object({ step, role, duties: z.array(z.enum(DUTIES)).max(DUTIES.length) })
const cells = z.array(cell).max(STEP_IDS.length * ROLES.length)

const matrix = z.object({
  version: z.int(),
  cells,
  /** false: nobody has written one yet; cells is empty */
  isWritten: z.boolean(),
})

export const getDuties = route({
  id: 'duties.matrix',
  method: 'GET',
  path: '/api/duties',
  permission: 'flow.read',
  summary: 'The responsibility matrix, and where it and the system contradict each other [C186]',
  reply: matrix.extend({
    usual: cells,
    contradictions: z.array(
      z.object({
        step,
        code: z.enum([
          'nobody_does',
          'nobody_decides',
          'many_decide',
          'may_not',
          'not_asked',
          'asked_beside',
          'nobody_holds',
          'alerted_beside',
        ]),
        role: role.nullable(),
        rules: z.array(bilingual),
      }),
    ),
    versions: z.array(z.object({ version: z.int(), at: instant, by: z.string().nullable() })),
    can: z.object({ write: can }),
  }),
})

export const saveDuties = route({
  id: 'duties.save',
  method: 'PUT',
  path: '/api/duties',
  permission: 'flow.write',
  summary: 'Writes the matrix whole; every version of it stays',
  body: z.object({ version: z.int().min(0), cells }),
  reply: z.object({ version: z.int() }),
})
