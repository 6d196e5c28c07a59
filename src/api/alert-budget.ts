import { z } from 'zod'
import { bilingual, can } from './alerts.ts'
import { route } from './route.ts'

/** How many false alarms a week one manager may be bothered with; the lines of chance follow (C109). */

const budget = z.object({
  perWeek: z.number(),
  /** false while rules still go by numbers of their own */
  isSet: z.boolean(),
  /** figures watched by whoever watches most */
  most: z.int().nullable(),
  /** rules that draw on it, and those that have a number of their own */
  rules: z.int(),
  beside: z.array(z.object({ code: z.string(), title: bilingual })),
  /** a wish in hundredths of a false alarm, that waits until a second person says the same (C121) */
  asked: z.object({ wish: z.int(), by: z.string(), isOwn: z.boolean() }).nullable(),
  can,
})

export const getAlertBudget = route({
  id: 'alert-budget.get',
  method: 'GET',
  path: '/api/alert-budget',
  permission: 'rule.read',
  summary: 'The alert budget: false alarms a week for one manager, and how much the busiest one watches',
  reply: budget,
})

export const setAlertBudget = route({
  id: 'alert-budget.set',
  method: 'PUT',
  path: '/api/alert-budget',
  permission: 'setting.write',
  summary:
    'Sets the alert budget; every line that chance draws follows from the next week on; where rules need a second person, it does',
  body: z.object({ perWeek: z.number().min(0.02).max(20) }),
  reply: budget,
})
