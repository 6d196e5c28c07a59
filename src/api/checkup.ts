import { z } from 'zod'
import { day, fen, id, instant, route } from './route.ts'

/** The check-up (首次体检) after an import: totals that agree, and where the money is, with customer names. */

const bilingual = z.object({ zh: z.string(), en: z.string() })
const countAmount = z.object({ count: z.int(), amountFen: fen })

/** One customer (or deal) behind a finding, and the day on which a rule would have said so. */
export const checkupSubject = z.object({
  customerId: id.nullable(),
  name: z.string(),
  amountFen: fen,
  /** One clause: "逾期 47 天", "120 天没有跟进". */
  note: bilingual,
  /**
   * Had the rule been on: the day its alert would have opened, how many days that was before it went wrong,
   * and the whole of it as one sentence.
   */
  wouldHaveOpenedOn: day.nullable(),
  leadDays: z.int().nullable(),
  told: bilingual.nullable(),
})

export const checkupFinding = z.object({
  code: z.string(),
  ruleCode: z.string().nullable(),
  title: bilingual,
  /** One plain sentence with the figure in it. */
  sentence: bilingual,
  amountFen: fen,
  count: z.int(),
  severity: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  subjects: z.array(checkupSubject).max(10),
})
export type CheckupFinding = z.output<typeof checkupFinding>

export const checkup = z.object({
  id,
  /** the day it speaks of: of the import, or the last day of a ledger that ended long before */
  asOf: day,
  createdAt: instant,
  batch: z
    .object({
      id,
      fileName: z.string(),
      rows: z.int(),
      bad: z.int(),
      /** deals without any date: imported, and in no figure of any day */
      undated: z.int(),
      amountFen: fen,
      fileTotalFen: fen.nullable(),
      agree: z.boolean().nullable(),
      hasErrorFile: z.boolean(),
    })
    .nullable(),
  open: countAmount,
  overdue: countAmount,
  /** customers that owe something */
  customers: z.int(),
  deals: countAmount,
  findings: z.array(checkupFinding).max(5),
  /** How far back the imported history reaches; findings say so when it is short. */
  historyFrom: day.nullable(),
})
export type Checkup = z.output<typeof checkup>

export const getCheckup = route({
  id: 'checkup.get',
  method: 'GET',
  path: '/api/checkup',
  permission: 'import.run',
  summary: 'The check-up of an import, or the latest one; null while there is none',
  query: z.object({ id: id.optional(), batchId: id.optional() }),
  reply: z.object({ checkup: checkup.nullable() }),
})

export const makeCheckup = route({
  id: 'checkup.make',
  method: 'POST',
  path: '/api/checkup',
  permission: 'import.run',
  summary: 'Asks for a new check-up of what is in the system now; it is written in the background',
  reply: z.object({ queued: z.literal(true) }),
})
