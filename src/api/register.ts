import { z } from 'zod'
import { CHANGE_ALARMS, STANDING_ALARMS } from '../core/register/alarms.ts'
import { ADOPTABLE } from '../core/register/differences.ts'
import { CHANGE_KINDS, COMPANY_STATES, RISKS } from '../core/register/facts.ts'
import { asOfQuery, can } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** What the company register says of customers, through 企查查 or 天眼查 (C007 C011). */

/** Goes into a header or an address, which take nothing else. */
const key = z
  .string()
  .trim()
  .regex(/^[!-~]{4,200}$/)
/** Left out: the stored one stays. */
const secret = z
  .string()
  .trim()
  .regex(/^[!-~]{8,200}$/)
  .optional()

const registerSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qichacha'), key, secret }),
  z.object({ kind: z.literal('tianyancha'), secret }),
])
export type RegisterSettings = z.output<typeof registerSettings>

const words = z.object({ code: z.string(), message: z.string() })
const cap = z.int().min(0).max(100_000)
const refreshDays = z.int().min(0).max(365)

export const getRegisterAccount = route({
  id: 'register.account',
  method: 'GET',
  path: '/api/register/account',
  permission: 'channel.write',
  summary:
    'The provider of register data, its secret masked, what it answered and what was used of it [C007]',
  reply: z.object({
    account: z
      .object({
        version: z.int(),
        enabled: z.boolean(),
        settings: z.record(z.string(), z.string()),
        monthlyCap: cap,
        refreshDays,
        tested: words.extend({ at: instant, isGood: z.boolean() }).nullable(),
        isTesting: z.boolean(),
        trouble: words.extend({ at: instant }).nullable(),
      })
      .nullable(),
    usedCalls: z.int(),
    /** the most that one look-up needs, by provider */
    callsEach: z.record(z.string(), z.int()),
    /** customers that the schedule keeps up to date: with money at risk or an open deal */
    watched: z.int(),
  }),
})

export const saveRegisterAccount = route({
  id: 'register.save',
  method: 'PUT',
  path: '/api/register/account',
  permission: 'channel.write',
  summary: 'Writes the account with a provider of register data; a secret left out stays [C007]',
  body: z.object({
    ...{ version: z.int(), enabled: z.boolean(), settings: registerSettings },
    ...{ monthlyCap: cap, refreshDays },
  }),
  reply: z.object({ version: z.int() }),
})

export const testRegister = route({
  id: 'register.test',
  method: 'POST',
  path: '/api/register/test',
  permission: 'channel.write',
  summary:
    'Asks for one trial call, which is paid like any other; its answer is read with the account [C007]',
  body: z.object({}),
  reply: z.object({ ok: z.literal(true) }),
})

const candidate = z.object({ name: z.string(), code: z.string().nullable() })
const riskList = z.object({
  total: z.int(),
  items: z.array(z.object({ on: day.nullable(), what: z.string() })),
})

export const customerRegister = route({
  id: 'register.customer',
  method: 'GET',
  path: '/api/customers/:id/register',
  permission: 'credit.read',
  summary: 'What the company register says of a customer, as it was known on a day [C004 C007]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    /** whether a provider is set up at all, and what one look-up may cost */
    isOn: z.boolean(),
    provider: z.enum(['qichacha', 'tianyancha']).nullable(),
    callsEach: z.int(),
    found: z
      .object({
        id,
        provider: z.string(),
        at: instant,
        by: z.string().nullable(),
        name: z.string(),
        code: z.string().nullable(),
        state: z.enum(COMPANY_STATES),
        status: z.string(),
        legalRep: z.string().nullable(),
        capital: z.string(),
        foundedOn: day.nullable(),
        address: z.string(),
        scope: z.string(),
        owners: z.array(z.object({ name: z.string().nullable(), shareBp: z.int().nullable() })).nullable(),
        risks: z.record(z.enum(RISKS), riskList.nullable()),
        changes: z
          .array(
            z.object({
              ...{ on: day, kind: z.enum(CHANGE_KINDS), item: z.string(), before: z.string() },
              after: z.string(),
            }),
          )
          .nullable(),
        missing: z.array(words.extend({ part: z.string() })),
      })
      .nullable(),
    alarms: z.array(z.object({ kind: z.enum([...STANDING_ALARMS, ...CHANGE_ALARMS]), on: day })),
    /** days of the look-ups before this one, the newest first */
    earlier: z.array(day),
    differences: z.array(
      z.object({ field: z.enum(ADOPTABLE), held: z.string().nullable(), told: z.string(), can }),
    ),
    /** the last look-up that was asked for, when it brought nothing or is under way */
    running: z.boolean(),
    last: z
      .object({
        ...{ state: z.string(), at: instant, answer: words.nullable() },
        candidates: z.array(candidate),
      })
      .nullable(),
    can: z.object({ lookUp: can }),
  }),
})

export const lookUpCustomer = route({
  id: 'register.lookUp',
  method: 'POST',
  path: '/api/customers/:id/register',
  permission: 'credit.write',
  summary: 'Asks the provider about a customer; `code` says which of several it is [C007]',
  params: z.object({ id }),
  body: z.object({ code: z.string().trim().max(40).optional() }),
  reply: z.object({ id }),
})

export const adoptRegister = route({
  id: 'register.adopt',
  method: 'POST',
  path: '/api/customers/:id/register/adopt',
  permission: 'credit.write',
  summary:
    'Takes one field from the register into the customer’s record or file, as anybody could enter it [C004]',
  params: z.object({ id }),
  body: z.object({ snapshotId: id, field: z.enum(ADOPTABLE), held: z.string().nullable() }),
  reply: z.object({ ok: z.literal(true) }),
})
