import { createRandom } from './random.ts'

type OwnField = {
  record: 'customer' | 'deal'
  kind: 'choice' | 'number' | 'yes-no' | 'money'
  nameZh: string
  nameEn: string
  choices: string[]
  inList: boolean
}

/** What the company keeps of its customers and deals besides; keys follow from the English names. */
export const OWN_FIELDS: readonly OwnField[] = [
  {
    record: 'customer',
    kind: 'choice',
    nameZh: '客户来源',
    nameEn: 'Source',
    choices: ['展会', '老客户介绍', '网络', '上门拜访'],
    inList: true,
  },
  {
    record: 'customer',
    kind: 'number',
    nameZh: '设备台数',
    nameEn: 'Machines',
    choices: [],
    inList: false,
  },
  {
    record: 'customer',
    kind: 'yes-no',
    nameZh: '国有企业',
    nameEn: 'State-owned',
    choices: [],
    inList: false,
  },
  {
    record: 'deal',
    kind: 'money',
    nameZh: '客户预算',
    nameEn: 'Budget',
    choices: [],
    inList: false,
  },
]

/** Most customers are known this well; what nobody asked about stays open. */
export function ownOfCustomer(code: string): Record<string, string | number | boolean> {
  const random = createRandom(`own ${code}`)
  return {
    ...(random.chance(0.85) ? { source: random.pick(OWN_FIELDS[0]!.choices) } : {}),
    ...(random.chance(0.7) ? { machines: random.int(2, 60) } : {}),
    ...(random.chance(0.9) ? { state_owned: random.chance(0.15) } : {}),
  }
}

/** A budget lies somewhat beside the amount that is offered, in whole thousands. */
export function ownOfDeal(code: string, amountFen: bigint | null | undefined): Record<string, number> {
  const random = createRandom(`own ${code}`)
  if (amountFen == null || !random.chance(0.5)) return {}
  const share = random.int(80, 120)
  return { budget: Math.round((Number(amountFen) * share) / 100 / 100_000) * 100_000 }
}
